using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Setup;

/// <summary>Compiles the native half of the TorchSharp stand-in against the machine's libtorch.</summary>
internal sealed class NativeStep : ISetupStep
{
    /// <inheritdoc/>
    public string Name => "native";

    /// <inheritdoc/>
    public string Why => "compiling the bridge to libtorch (lib/Bundled/TorchSharp/native), the bundled profile's engine";

    /// <inheritdoc/>
    public IEnumerable<string> Inputs(SetupContext context)
    {
        if (IsOfficial(context))
        {
            return ["official"];
        }

        var machine = context.Machine;
        return
        [
            $"LIBTORCH {machine.Variable("LIBTORCH")}",
            $"LIBTORCH_USE_PYTORCH {machine.Variable("LIBTORCH_USE_PYTORCH")}",
            .. Stamps.Sources(NativeFolder(context), "/usr/include/torch/csrc/api/include/torch/version.h"),
        ];
    }

    /// <inheritdoc/>
    public bool IsInPlace(SetupContext context) => IsOfficial(context) || File.Exists(context.Workspace.NativeLibrary);

    /// <inheritdoc/>
    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        if (IsOfficial(context))
        {
            return "not needed: the official packages bring their own";
        }

        var script = Path.Combine(NativeFolder(context), "build.sh");
        if (!File.Exists(script))
        {
            throw new KitException($"{context.Workspace.Relative(script)} is missing", "git checkout lib/Bundled");
        }

        var library = context.Workspace.NativeLibrary;
        var aside = Path.Combine(context.Workspace.SetupFolder, "native-aside");
        AtomicFile.DeleteFolder(aside);
        Directory.CreateDirectory(aside);
        var built = Path.Combine(aside, Path.GetFileName(library));
        var log = Path.Combine(context.Workspace.SetupFolder, "native.log");
        var result = await context.Processes.RunAsync(
            "bash", [script, built], new ProcessOptions { WorkingDirectory = context.Workspace.Root, LogFile = log }, cancellation);
        if (!result.Succeeded || !File.Exists(built))
        {
            throw FailureText.ExplainOutput(result.Text, context.Workspace.Root) ?? new KitException(
                $"compiling the native library failed: {(result.Error.Count > 0 ? result.Error[0] : "no message").TrimEnd('.')}",
                $"see {log}; usually: {AptPackages.Command(context.Environment.AptPackages("torch"))}");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        File.Move(built, library, overwrite: true);
        AtomicFile.DeleteFolder(aside);
        return result.Output.LastOrDefault(line => line.Length > 0) ?? context.Workspace.Relative(library);
    }

    private static bool IsOfficial(SetupContext context) => ProfileStep.Chosen(context.Workspace)?.Profile == "official";

    private static string NativeFolder(SetupContext context) => context.Workspace.At("lib", "Bundled", "TorchSharp", "native");
}
