using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace VisionAttention.Training.Runs;

/// <summary>machine.json: what a run was made with. Times and last bits depend on it.</summary>
internal static class RunMachine
{
    /// <summary>Everything that the last bits of a result may depend on.</summary>
    public static Dictionary<string, string> WhatComputes()
    {
        return new(StringComparer.Ordinal)
        {
            ["visionAttention"] = Version(typeof(RunMachine)),
            ["torchSharp"] = Version(typeof(Tensor)),
            ["libtorch"] = __version__,
            ["dotnet"] = Environment.Version.ToString(),
            ["processor"] = Processor(),
            ["threads"] = get_num_threads().ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The file's text.</summary>
    public static string Json(Device device)
    {
        var machine = WhatComputes();
        machine["device"] = device.ToString();
        machine["gpus"] = (cuda.is_available() ? cuda.device_count() : 0).ToString(CultureInfo.InvariantCulture);
        machine["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        machine["system"] = RuntimeInformation.OSDescription;
        machine["commit"] = GitCommit.Of(Environment.CurrentDirectory) ?? "unknown";
        return JsonSerializer.Serialize(machine, TrainingOptionsJson.Format);
    }

    private static string Version(Type type)
    {
        return type.Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "unknown";
    }

    private static string Processor()
    {
        const string Key = "model name";
        const string File = "/proc/cpuinfo";
        if (System.IO.File.Exists(File) && System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line)
            return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
