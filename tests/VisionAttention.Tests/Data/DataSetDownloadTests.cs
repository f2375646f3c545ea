using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using VisionAttention.Data;
using static VisionAttention.Tests.Data.FileServer;

namespace VisionAttention.Tests.Data;

public sealed class DataSetDownloadTests : IDisposable
{
    private static readonly byte[] One = RandomNumberGenerator.GetBytes(150_000);
    private static readonly byte[] Two = RandomNumberGenerator.GetBytes(70_001);
    private static readonly byte[] Archive = Packed(("toy/one.bin", One), ("toy/other.txt", Two[..9]), ("toy/two.bin", Two));

    private readonly string _root = Directory.CreateTempSubdirectory("download-").FullName;

    private string Folder => Path.Combine(_root, "data", "toy");

    private string Partial => Path.Combine(Folder, "toy.tar.gz.partial");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<byte[], Answer[], string[]> Begun() => new()
    {
        { [], [new(Archive, BreaksAfter: 100_000), new(Archive)], ["/toy.tar.gz", "/toy.tar.gz from 100000"] },
        { [], [new(Archive, BreaksAfter: 100_000), new(Archive, KnowsRanges: false)], ["/toy.tar.gz", "/toy.tar.gz from 100000"] },
        { Archive[..4321], [new(Archive)], ["/toy.tar.gz from 4321"] },
        { Archive, [], [] },
        { new byte[5000], [new(Archive), new(Archive)], ["/toy.tar.gz from 5000", "/toy.tar.gz"] }, // the beginning of something else
    };

    [Theory]
    // Not before the test runs: the archive is another in every process.
    [MemberData(nameof(Begun), DisableDiscoveryEnumeration = true)]
    public async Task What_has_come_is_not_fetched_again(byte[] partial, Answer[] answers, string[] asked)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(Partial, partial);
        using var server = new FileServer(answers);
        Manifest(server.Address);

        await FetchAsync();

        Assert.Equal(asked, server.Asked);
        Complete();
    }

    [Fact]
    public async Task Breaking_off_again_and_again_leaves_the_beginning_for_the_next_time()
    {
        using var server = new FileServer([.. Enumerable.Repeat(new Answer(Archive, BreaksAfter: 1000), 4)]);
        Manifest(server.Address);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(FetchAsync);

        Assert.Contains("broke off after 1000 bytes, which stay for the next attempt", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1000, new FileInfo(Partial).Length);
    }

    public static TheoryData<string, byte[]?, int> BadAnswers() => new()
    {
        { "404", null, 404 },
        { "SHA-256 is", [.. Archive[..^9], .. new byte[9]], 200 },
        { "25 bytes, expected", "<html>sign in first</html>"u8[..25].ToArray(), 200 },
    };

    [Theory]
    [MemberData(nameof(BadAnswers), DisableDiscoveryEnumeration = true)]
    public async Task The_next_address_serves_where_one_fails(string words, byte[]? content, int status)
    {
        using var bad = new FileServer(new Answer(content, status));
        using var good = new FileServer(new Answer(Archive));
        Manifest(bad.Address, good.Address);

        var said = await FetchAsync();

        Assert.Contains(said, line => line.StartsWith($"{bad.Address}toy.tar.gz: ", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal));
        Assert.Equal(["/toy.tar.gz"], good.Asked);
        Complete();
    }

    [Fact]
    public async Task When_all_addresses_fail_the_message_names_them_and_the_place_for_the_file()
    {
        using var bad = new FileServer(new Answer(Content: null, Status: 503));
        Manifest(bad.Address, "http://127.0.0.1:9/");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(FetchAsync);

        string[] words = [$"{bad.Address}toy.tar.gz", "503", "http://127.0.0.1:9/toy.tar.gz", $"put the file at {Path.Combine(Folder, "toy.tar.gz")}"];
        Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task An_archive_put_there_by_hand_is_used_and_stays()
    {
        Manifest("http://127.0.0.1:9/");
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(Path.Combine(Folder, "toy.tar.gz"), Archive);

        await FetchAsync();

        Assert.True(File.Exists(Path.Combine(Folder, "toy.tar.gz")));
        Complete();
    }

    [Fact]
    public async Task What_an_unpacked_file_was_is_remembered_and_a_later_change_noticed()
    {
        using var server = new FileServer(new Answer(Archive), new Answer(Archive));
        Manifest(server.Address);
        await FetchAsync();
        Assert.Empty(DataSetFiles.Verify(_root, "toy"));
        File.WriteAllBytes(Path.Combine(Folder, "two.bin"), new byte[Two.Length]);

        Assert.Contains("two.bin: SHA-256 is", Assert.Throws<InvalidDataException>(() => DataSetFiles.Verify(_root, "toy")).Message, StringComparison.Ordinal);

        await FetchAsync();
        Complete();
    }

    [Fact]
    public async Task Without_any_checksum_the_first_one_is_kept_and_said_not_to_be_proved()
    {
        using var server = new FileServer(new Answer(Archive));
        Manifest(withSum: false, [server.Address]);
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(Path.Combine(Folder, "one.bin"), One);
        Assert.Equal(DataSetState.Damaged, DataSetFiles.LooksLike(_root, DataSetManifest.Read(_root, "toy")));

        var said = await FetchAsync();

        Assert.Contains($"one.bin: no checksum is known to compare with; its SHA-256, {Convert.ToHexStringLower(SHA256.HashData(One))}, is kept to tell later changes", said);
        Assert.Contains("first use, not proved", File.ReadAllText(Path.Combine(Folder, "sums.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_keeps_the_beginning()
    {
        using var stop = new CancellationTokenSource();
        using var server = new FileServer(new Answer(Archive));
        Manifest(server.Address);
        using var client = new HttpClient();
        var progress = new Listener(value =>
        {
            if (value.Received > 0)
                stop.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DataSetFiles.FetchAsync(_root, "toy", client, progress, cancellation: stop.Token));

        Assert.True(new FileInfo(Partial).Length > 0);
        Assert.False(File.Exists(Path.Combine(Folder, "one.bin")));
    }

    [Fact]
    public void A_file_name_that_leads_elsewhere_is_refused()
    {
        Manifest("http://127.0.0.1:9/");
        var path = Path.Combine(_root, "data", "manifest.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("one.bin", "../one.bin", StringComparison.Ordinal));

        Assert.Contains("\"../one.bin\" is no plain file name", Assert.Throws<InvalidDataException>(() => DataSetManifest.Read(_root)).Message, StringComparison.Ordinal);
    }

    private void Complete()
    {
        Assert.Equal(One, File.ReadAllBytes(Path.Combine(Folder, "one.bin")));
        Assert.Equal(Two, File.ReadAllBytes(Path.Combine(Folder, "two.bin")));
        Assert.Empty(DataSetFiles.Verify(_root, "toy"));
        Assert.Empty(Directory.GetFiles(Folder, "*.partial"));
        Assert.False(File.Exists(Path.Combine(Folder, "other.txt")));
    }

    private async Task<List<string>> FetchAsync()
    {
        var said = new List<string>();
        using var client = new HttpClient();
        await DataSetFiles.FetchAsync(_root, "toy", client, new Listener(value => said.AddRange(value.Text is { } text ? [text] : [])));
        return said;
    }

    private void Manifest(params string[] addresses) => Manifest(withSum: true, addresses);

    private void Manifest(bool withSum, string[] addresses)
    {
        Directory.CreateDirectory(Path.Combine(_root, "data"));
        var sum = withSum ? $"\"{Convert.ToHexStringLower(SHA256.HashData(Archive))}\"" : "null";
        File.WriteAllText(Path.Combine(_root, "data", "manifest.json"), $$"""
            { "sets": { "toy": {
              "folder": "data/toy", "licence": "none", "classes": 2, "addresses": {{JsonSerializer.Serialize(addresses)}},
              "archives": [ { "name": "toy.tar.gz", "bytes": {{Archive.Length}}, "sha256": {{sum}} } ],
              "files": [
                { "name": "one.bin", "archive": "toy.tar.gz", "bytes": {{One.Length}} },
                { "name": "two.bin", "archive": "toy.tar.gz", "bytes": {{Two.Length}} } ] } } }
            """);
    }

    private static byte[] Packed(params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
        return packed.ToArray();
    }

    private sealed class Listener(Action<DataSetProgress> hear) : IProgress<DataSetProgress>
    {
        public void Report(DataSetProgress value) => hear(value);
    }
}
