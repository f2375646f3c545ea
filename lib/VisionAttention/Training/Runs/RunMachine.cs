using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace VisionAttention.Training.Runs;

/// <summary>machine.json: what a run was made with. Times and last bits depend on it.</summary>
internal static class RunMachine
{
    public const string ThreadsKey = "threads";

    /// <summary>Everything that the last bits of a result may depend on.</summary>
    public static Dictionary<string, string> WhatComputes(int threads)
    {
        return new(StringComparer.Ordinal)
        {
            ["visionAttention"] = Version(typeof(RunMachine)),
            ["torchSharp"] = Version(typeof(Tensor)),
            ["libtorch"] = __version__,
            ["dotnet"] = Environment.Version.ToString(),
            ["processor"] = Processor(),
            [ThreadsKey] = threads.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The file's text.</summary>
    public static string Json(Device device, int threads)
    {
        var machine = WhatComputes(threads);
        machine["device"] = device.ToString();
        machine["gpus"] = Devices.Gpus.ToString(CultureInfo.InvariantCulture);
        machine["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        machine["system"] = RuntimeInformation.OSDescription;
        machine["commit"] = GitCommit.Of(Environment.CurrentDirectory) ?? "unknown";
        return JsonSerializer.Serialize(machine, TrainingOptionsJson.Format);
    }

    private static string Version(Type type) => type.Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "unknown";

    public static string Processor()
    {
        const string Key = "model name";
        const string File = "/proc/cpuinfo";
        if (System.IO.File.Exists(File) && System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line)
            return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}

/// <summary>The commit of the git checkout that a folder lies in, read from git's own files.</summary>
internal static class GitCommit
{
    private const string Link = "gitdir: ";
    private const string Reference = "ref: ";

    /// <summary>The commit's hash; null outside of a checkout or before the first commit.</summary>
    public static string? Of(string folder)
    {
        try
        {
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                var git = Path.Combine(at.FullName, ".git");
                if (Directory.Exists(git))
                    return Head(git);
                // A worktree has a file that says where its git folder is.
                if (File.Exists(git) && File.ReadAllText(git).Trim() is var text && text.StartsWith(Link, StringComparison.Ordinal))
                    return Head(Path.GetFullPath(text[Link.Length..], at.FullName));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A record without a commit is better than no run.
        }
        return null;
    }

    private static string? Head(string git)
    {
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith(Reference, StringComparison.Ordinal))
            return head;
        var name = head[Reference.Length..];
        var common = Path.Combine(git, "commondir");
        var shared = File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), git) : git;
        var loose = Path.Combine(shared, name);
        if (File.Exists(loose))
            return File.ReadAllText(loose).Trim();
        var packed = Path.Combine(shared, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith($" {name}", StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }
}
