using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

public sealed class DataSetFilesTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1001).Select(index => (byte)(index % 251))];

    private readonly string _root = Directory.CreateTempSubdirectory("data-").FullName;

    private string Packed => Path.Combine(_root, "packages");

    private string Target => Path.Combine(_root, "data", "toy", "toy-bytes");

    public DataSetFilesTests()
    {
        Directory.CreateDirectory(Packed);
        Directory.CreateDirectory(Path.Combine(_root, "data"));
        File.WriteAllText(Path.Combine(_root, "data", "manifest.json"), $$"""
            {
              "sets": {
                "toy": {
                  "folder": "data/toy", "licence": "none", "classes": 2, "aptFolder": "{{Packed}}", "addresses": ["http://toy.invalid/"],
                  "archives": [ { "name": "toy-bytes.gz" } ],
                  "files": [ { "name": "toy-bytes", "archive": "toy-bytes.gz", "bytes": {{Content.Length}}, "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(Content))}}" } ]
                }
              }
            }
            """);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task The_packaged_file_is_unpacked_and_verified()
    {
        File.WriteAllBytes(Path.Combine(Packed, "toy-bytes.gz"), Gzip(Content));

        await FetchAsync(served: null);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        DataSetFiles.Verify(_root, "toy");
        NothingElseIsLeft();
    }

    [Fact]
    public async Task A_spoiled_package_gives_way_to_the_public_address()
    {
        File.WriteAllBytes(Path.Combine(Packed, "toy-bytes.gz"), Gzip(Content[..500]));

        await FetchAsync(Gzip(Content));

        Assert.Equal(Content, File.ReadAllBytes(Target));
        NothingElseIsLeft();
    }

    public static TheoryData<string, byte[]> BadDownloads() => new()
    {
        { "unpacked: 1000 bytes, expected 1001", Gzip(Content[..1000]) },
        { "SHA-256 is", Gzip([(byte)(Content[0] ^ 1), .. Content[1..]]) },
        { "not a complete gzip file", "<html>sign in first</html>"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(BadDownloads))]
    public async Task A_bad_download_is_refused_and_leaves_nothing(string words, byte[] served)
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(served));

        Assert.All(new[] { words, "toy-bytes", "./kit data get toy" }, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
        Assert.False(File.Exists(Target));
        NothingElseIsLeft();
    }

    [Fact]
    public async Task A_right_file_is_not_fetched_again_and_a_wrong_one_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target, Content);
        Assert.Null(await FetchAsync(Gzip(Content)));

        File.WriteAllBytes(Target, new byte[Content.Length]);
        Assert.Equal("http://toy.invalid/toy-bytes.gz", await FetchAsync(Gzip(Content)));
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Verify_names_a_missing_a_truncated_and_an_altered_file()
    {
        Assert.Contains($"{Target} is missing. Fix: ./kit data get toy", Assert.Throws<FileNotFoundException>(Verify).Message, StringComparison.Ordinal);

        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target, Content[..7]);
        Assert.Contains("7 bytes, expected 1001", Assert.Throws<InvalidDataException>(Verify).Message, StringComparison.Ordinal);

        File.WriteAllBytes(Target, new byte[Content.Length]);
        Assert.Contains("SHA-256", Assert.Throws<InvalidDataException>(Verify).Message, StringComparison.Ordinal);

        void Verify() => DataSetFiles.Verify(_root, "toy");
    }

    [Fact]
    public void An_unknown_data_set_is_answered_with_the_known_ones()
    {
        var failure = Assert.Throws<ArgumentException>(() => DataSetFiles.Verify(_root, "imagenet"));

        Assert.Contains("\"imagenet\" is not in data/manifest.json, which lists: toy", failure.Message, StringComparison.Ordinal);
    }

    private async Task<string?> FetchAsync(byte[]? served)
    {
        using var handler = new Server(served);
        using var client = new HttpClient(handler);
        await DataSetFiles.FetchAsync(_root, "toy", client);
        return handler.Asked;
    }

    private void NothingElseIsLeft()
    {
        var folder = Path.GetDirectoryName(Target)!;
        Assert.DoesNotContain(Directory.GetFiles(folder), path => path != Target);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
            gzip.Write(content);
        return packed.ToArray();
    }

    private sealed class Server(byte[]? served) : HttpMessageHandler
    {
        public string? Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = request.RequestUri!.ToString();
            var response = new HttpResponseMessage(served is null ? HttpStatusCode.NotFound : HttpStatusCode.OK);
            if (served is not null)
                response.Content = new ByteArrayContent(served);
            return Task.FromResult(response);
        }
    }
}
