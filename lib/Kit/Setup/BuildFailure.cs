using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Setup;

/// <summary>One line out of a failed build's many.</summary>
internal static class BuildFailure
{
    /// <summary>The failure, with the first error of the build.</summary>
    public static KitException Describe(string project, ProcessResult result, string log)
    {
        var error = result.Output.Concat(result.Error).FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase));
        var isAbsent = error is not null && (error.Contains("NU1101", StringComparison.Ordinal) || error.Contains("NU1102", StringComparison.Ordinal));
        return new KitException(
            $"building {project} failed: {(error ?? $"exit code {result.ExitCode}").Trim().TrimEnd('.')}",
            isAbsent ? $"add a feed that has it (dotnet nuget add source ADDRESS); see {log}" : $"see {log}");
    }
}
