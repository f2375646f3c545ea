using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using VisionAttention.Kit;
using VisionAttention.Kit.Configuration;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed class PlotlyStepTests : IDisposable
{
    private static readonly byte[] Script = "window.Plotly = {};"u8.ToArray();
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Without_npm_the_archive_address_serves()
    {
        await ApplyAsync(Archive("package/plotly.min.js", Script));

        Assert.Equal(Script, File.ReadAllBytes(_checkout.Workspace.PlotlyScript));
    }

    [Fact]
    public async Task An_altered_script_is_refused_and_nothing_is_written()
    {
        byte[] altered = [.. Script];
        altered[0] ^= 1;

        var failure = await Assert.ThrowsAsync<KitException>(() => ApplyAsync(Archive("package/plotly.min.js", altered)));

        Assert.Contains("SHA-256 is", failure.Problem, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(_checkout.Workspace.PlotlyScript)));
    }

    [Fact]
    public async Task An_archive_without_the_script_is_refused()
    {
        var failure = await Assert.ThrowsAsync<KitException>(() => ApplyAsync(Archive("package/other.js", Script)));

        Assert.Contains("holds no package/plotly.min.js", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_network_the_message_says_where_the_file_can_be_put_by_hand()
    {
        _checkout.Program("npm", "exit 1");

        var failure = await Assert.ThrowsAsync<KitException>(() => ApplyAsync(archive: null));

        Assert.Contains(_checkout.Workspace.PlotlyScript, failure.Fix, StringComparison.Ordinal);
    }

    private async Task ApplyAsync(byte[]? archive)
    {
        using var handler = new Server(archive);
        using var client = new HttpClient(handler);
        var entry = new WebFileEntry(
            "1.0.0", "http://npm.invalid/plotly.tgz", "package/plotly.min.js", Script.Length, Convert.ToHexStringLower(SHA256.HashData(Script)));
        var context = _checkout.Context();
        context = context with
        {
            Http = client,
            Environment = context.Environment with { Npm = new Dictionary<string, WebFileEntry> { ["plotly.js-dist-min"] = entry } },
        };
        await new PlotlyStep().ApplyAsync(context, default);
    }

    private static byte[] Archive(string name, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            using var data = new MemoryStream(content);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
        }

        return packed.ToArray();
    }

    private sealed class Server(byte[]? archive) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(archive is null
                ? new HttpResponseMessage(HttpStatusCode.BadGateway)
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(archive) });
    }
}
