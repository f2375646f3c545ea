using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using VisionAttention.Kit.Configuration;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Setup;

/// <summary>Brings plotly.js, from npm or from the archive's address, and checks it.</summary>
internal sealed class PlotlyStep : ISetupStep
{
    /// <inheritdoc/>
    public string Name => "plotly";

    /// <inheritdoc/>
    public string Why => "plotly.js draws the charts; a copy here means that viewing them needs no network";

    /// <inheritdoc/>
    public IEnumerable<string> Inputs(SetupContext context)
    {
        var entry = Entry(context);
        return [entry.Version, entry.Sha256];
    }

    /// <inheritdoc/>
    public bool IsInPlace(SetupContext context)
    {
        var file = new FileInfo(context.Workspace.PlotlyScript);
        return file.Exists && file.Length == Entry(context).Bytes;
    }

    /// <inheritdoc/>
    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        var entry = Entry(context);
        var target = context.Workspace.PlotlyScript;
        if (File.Exists(target) && Problem(await File.ReadAllBytesAsync(target, cancellation), entry) is null)
        {
            return $"plotly.js {entry.Version} is there";
        }

        var script = await FromNpmAsync(context, entry, cancellation) ?? await FromArchiveAsync(context, entry, cancellation);
        AtomicFile.WriteBytes(target, script);
        return $"plotly.js {entry.Version} in {context.Workspace.Relative(target)}";
    }

    /// <summary>What is wrong with a file that should be the one described, or null.</summary>
    internal static string? Problem(byte[] content, WebFileEntry entry)
    {
        if (content.Length != entry.Bytes)
        {
            return $"{content.Length} bytes, expected {entry.Bytes}";
        }

        var found = Convert.ToHexStringLower(SHA256.HashData(content));
        return found == entry.Sha256 ? null : $"SHA-256 is {found}, expected {entry.Sha256}";
    }

    private const string Package = "plotly.js-dist-min";

    private static WebFileEntry Entry(SetupContext context) => context.Environment.Npm[Package];

    private static async Task<byte[]?> FromNpmAsync(SetupContext context, WebFileEntry entry, CancellationToken cancellation)
    {
        if (context.Machine.Find("npm") is not { } npm)
        {
            return null;
        }

        var folder = Path.Combine(context.Workspace.SetupFolder, "npm");
        AtomicFile.DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        try
        {
            var options = new ProcessOptions
            {
                WorkingDirectory = folder,
                TimeLimit = TimeSpan.FromMinutes(3),
                LogFile = Path.Combine(context.Workspace.SetupFolder, "npm.log"),
                Variables = new Dictionary<string, string> { ["npm_config_cache"] = Path.Combine(folder, "cache") },
            };
            var result = await context.Processes.RunAsync(npm, ["pack", $"{Package}@{entry.Version}", "--silent"], options, cancellation);
            var archive = Directory.GetFiles(folder, "*.tgz").FirstOrDefault();
            if (!result.Succeeded || archive is null)
            {
                return null;
            }

            using var stream = File.OpenRead(archive);
            return await UnpackAsync(stream, entry, $"npm pack {Package}@{entry.Version}", cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            AtomicFile.DeleteFolder(folder);
        }
    }

    private static async Task<byte[]> FromArchiveAsync(SetupContext context, WebFileEntry entry, CancellationToken cancellation)
    {
        try
        {
            using var stream = await context.Http.GetStreamAsync(new Uri(entry.Archive), cancellation);
            return await UnpackAsync(stream, entry, entry.Archive, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw new KitException(
                $"plotly.js {entry.Version} came neither from npm nor from {entry.Archive} ({failure.Message.TrimEnd('.')})",
                $"check the network, or put {entry.File} of that archive at {context.Workspace.PlotlyScript}");
        }
    }

    private static async Task<byte[]> UnpackAsync(Stream archive, WebFileEntry entry, string origin, CancellationToken cancellation)
    {
        using var unpacked = new GZipStream(archive, CompressionMode.Decompress);
        using var reader = new TarReader(unpacked);
        while (await reader.GetNextEntryAsync(cancellationToken: cancellation) is { } item)
        {
            if (item.Name != entry.File || item.DataStream is null)
            {
                continue;
            }

            using var content = new MemoryStream();
            await item.DataStream.CopyToAsync(content, cancellation);
            var bytes = content.ToArray();
            return Problem(bytes, entry) is { } problem
                ? throw new KitException($"{entry.File} of {origin}: {problem}", "check what serves this address; run the command again")
                : bytes;
        }

        throw new KitException($"{origin} holds no {entry.File}", "check what serves this address; run the command again");
    }
}
