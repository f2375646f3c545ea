using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

/// <summary>Archives that hold several files: what is asked for comes out of them whole, or nothing does.</summary>
public sealed class DataSetArchiveTests : IDisposable
{
    private static readonly byte[] One = [.. Enumerable.Range(0, 1003).Select(index => (byte)(index % 251))];
    private static readonly byte[] Two = "good\t1\nbad\t0\n"u8.ToArray();

    private readonly string _root = Directory.CreateTempSubdirectory("archive-").FullName;

    private string Folder => Path.Combine(_root, "data", "toy");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string> Endings => ["tgz", "zip", "dll"];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Each_form_gives_its_files_and_nothing_else(string ending)
    {
        await FetchAsync(ending, Packed(ending, One, Two));

        Assert.Equal(One, File.ReadAllBytes(Path.Combine(Folder, "one.bin")));
        Assert.Equal(Two, File.ReadAllBytes(Path.Combine(Folder, "two.txt")));
        Assert.Empty(DataSetFiles.Verify(_root, "toy"));
        Assert.Equal(["one.bin", "two.txt"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
    }

    public static TheoryData<string, byte[], string> Wrong()
    {
        var data = new TheoryData<string, byte[], string>();
        foreach (var (ending, kind) in new[] { ("tgz", "gzip"), ("zip", "zip"), ("dll", ".NET library") })
        {
            data.Add(ending, "<html>sign in first</html>"u8.ToArray(), $"not a complete {kind} file");
            data.Add(ending, [], $"not a complete {kind} file|holds no one.bin");
            var whole = Packed(ending, One, Two);
            data.Add(ending, whole[..(whole.Length / 2)], $"not a complete {kind} file|, unpacked: ");
            data.Add(ending, Packed(ending, One, [.. Two, 9]), "two.txt, unpacked: longer than the expected 13 bytes");
            data.Add(ending, Packed(ending, One, Two[..^1]), "two.txt, unpacked: 12 bytes, expected 13");
            data.Add(ending, Packed(ending, [.. One[..^1], 0], Two), "one.bin, unpacked: SHA-256 is");
            data.Add(ending, Packed(ending, One, null), "it holds no two.txt");
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task What_is_not_as_expected_is_refused_and_leaves_nothing(string ending, byte[] content, string words)
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(ending, content));

        Assert.Contains(words.Split('|'), word => failure.Message.Contains(word, StringComparison.Ordinal));
        Assert.EndsWith($"Fix: run ./kit data get toy again, or put the file at {Path.Combine(Folder, $"toy.{ending}")} and do the same", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task A_library_without_resources_is_none()
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync("dll", Library([])));

        Assert.Contains("not a complete .NET library file (it has no resources of .NET)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_brings_nothing_is_told_in_its_words()
    {
        Manifest("tgz");
        using var client = new HttpClient();

        var failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => DataSetFiles.FetchAsync(_root, "toy", client, bring: (_, _) => throw new HttpRequestException("the client is not there")));

        Assert.StartsWith("toy.tgz could not be fetched: toys: the client is not there. Fix: run", failure.Message, StringComparison.Ordinal);
    }

    // As a client would: the archive lies elsewhere, under a name of its own.
    private async Task FetchAsync(string ending, byte[] content)
    {
        Manifest(ending);
        var path = Path.Combine(_root, $"toys-1.2.3.{ending}");
        File.WriteAllBytes(path, content);
        using var client = new HttpClient();
        await DataSetFiles.FetchAsync(_root, "toy", client, bring: (_, _) => Task.FromResult(path));
    }

    private void Manifest(string ending)
    {
        Directory.CreateDirectory(Path.Combine(_root, "data"));
        File.WriteAllText(Path.Combine(_root, "data", "manifest.json"), $$"""
            { "sets": { "toy": {
              "folder": "data/toy", "licence": "none", "npm": "toys", "addresses": [], "archives": [ { "name": "toy.{{ending}}" } ],
              "files": [
                { "name": "one.bin", "archive": "toy.{{ending}}", "bytes": {{One.Length}}, "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(One))}}" },
                { "name": "two.txt", "archive": "toy.{{ending}}", "bytes": {{Two.Length}}, "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(Two))}}" } ] } } }
            """);
    }

    private static byte[] Packed(string ending, byte[] one, byte[]? two)
    {
        List<(string Name, byte[] Content)> files = [("one.bin", one), ("other.txt", One[..40]), ("._two.txt", One[..13])];
        if (two is not null)
            files.Insert(1, ("two.txt", two));
        return ending switch { "zip" => Zip(files), "dll" => Library(files), _ => Tar(files) };
    }

    private static byte[] Tar(List<(string Name, byte[] Content)> files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"package/test/{name}") { DataStream = new MemoryStream(content) });
        }
        return packed.ToArray();
    }

    private static byte[] Zip(List<(string Name, byte[] Content)> files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry($"some sentences/{name}").Open();
                entry.Write(content);
            }
        }
        return packed.ToArray();
    }

    // A library with resources and one module, as small as they come.
    private static byte[] Library(List<(string Name, byte[] Content)> files)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString("toys.dll"), metadata.GetOrAddGuid(default), default, default);
        metadata.AddAssembly(metadata.GetOrAddString("toys"), new Version(1, 2, 3), default, default, default, default);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var resources = new BlobBuilder();
        foreach (var (name, content) in files)
        {
            resources.Align(8);
            metadata.AddManifestResource(ManifestResourceAttributes.Public, metadata.GetOrAddString($"Toys.Resources.{name}"), default, (uint)resources.Count);
            resources.WriteInt32(content.Length);
            resources.WriteBytes(content);
        }
        var library = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder(), managedResources: resources).Serialize(library);
        return library.ToArray();
    }
}
