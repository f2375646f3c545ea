using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Setup;

/// <summary>One line out of a failed build's many.</summary>
internal static class BuildFailure
{
    /// <summary>The failure, with the first error of the build.</summary>
    public static KitException Describe(string project, ProcessResult result, string log)
    {
        var error = result.Output.Concat(result.Error).FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase));
        return new KitException(
            $"building {project} failed: {(error ?? $"exit code {result.ExitCode}").Trim().TrimEnd('.')}", $"see {log}");
    }
}
