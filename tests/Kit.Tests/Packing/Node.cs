using System.Diagnostics;
using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Packing;

/// <summary>Another machine: an archive unpacked below a path with a space and an apostrophe, programs but no .NET, no network, an empty home.</summary>
public sealed class Node : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("a node's ").FullName;
    private readonly Lazy<string> _withoutDotnet;
    private readonly Lazy<string> _withoutPython;

    public Node()
    {
        _withoutDotnet = new(() => Programs("programs", name => name is not ("dotnet" or "dnx")));
        _withoutPython = new(() => Programs("no python", name => name is not ("dotnet" or "dnx") && !name.StartsWith("python", StringComparison.Ordinal)));
        Archive = PackCommand.PackAsync(SetupContext.Current(), At("a.tar.xz"), ["fashion-mnist"], withLibtorch: false, default, withChecks: true).GetAwaiter().GetResult();
        Directory.CreateDirectory(At("unpacked"));
        using var tar = Process.Start("tar", ["-xf", Archive, "-C", At("unpacked")]);
        tar.WaitForExit();
        Unpacked = Assert.Single(Directory.GetDirectories(At("unpacked")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What ./kit pack wrote.</summary>
    public string Archive { get; }

    /// <summary>The folder inside.</summary>
    public string Unpacked { get; }

    /// <summary>A path below the machine's own folder.</summary>
    public string At(params string[] names) => Path.Combine([_folder, .. names]);

    /// <summary>A folder of Python packages with a PyTorch in it, which any PyTorch that was there makes room for.</summary>
    public string Wheel(string name, string version)
    {
        var packages = At("python", name);
        if (Directory.Exists(packages))
            Directory.Delete(packages, recursive: true);
        Libtorch.LayOutWheel(packages, version);
        return packages;
    }

    /// <summary>Runs the archive's command.</summary>
    internal async Task<Ended> TrainAsync(
        string[] words, string[]? packages = null, string? stopAt = null, (string Name, string Value)[]? variables = null, bool hasPython = true, string? home = null, string script = "train")
    {
        string[] command = [Path.Combine(home ?? Unpacked, script), .. words];
        // A network of its own has nothing to talk to; where the system does not grant one, the archive's own promise is all there is.
        var start = new ProcessStartInfo(CanUnshare.Value ? "unshare" : command[0], CanUnshare.Value ? ["--net", .. command] : command[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = (hasPython ? _withoutDotnet : _withoutPython).Value;
        start.Environment["HOME"] = Directory.CreateDirectory(At("empty")).FullName;
        start.Environment["PYTHONPATH"] = string.Join(':', packages ?? []);
        start.Environment["PYTHONNOUSERSITE"] = "1";
        start.Environment["VISION_ATTENTION_HOME"] = At("written");
        foreach (var (name, value) in variables ?? [])
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            if (stopAt is not null && line.Contains(stopAt, StringComparison.Ordinal))
                ProcessSignal.AskToEnd(process);
        }

        await process.WaitForExitAsync();
        Assert.Empty(Directory.GetFileSystemEntries(At("empty")));
        return new Ended(process.ExitCode, string.Join('\n', output), (await error).TrimEnd());
    }

    private static readonly Lazy<bool> CanUnshare = new(() =>
    {
        if (!File.Exists("/usr/bin/unshare"))
            return false;
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/unshare", ["--net", "/bin/true"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    private string Programs(string name, Func<string, bool> isThere)
    {
        var folder = Directory.CreateDirectory(At(name)).FullName;
        foreach (var path in Directory.GetFiles("/usr/bin").Where(path => isThere(Path.GetFileName(path))))
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(path)), path);
        return folder;
    }
}

/// <summary>How the archive's command ended.</summary>
internal sealed record Ended(int Code, string Output, string Error);
