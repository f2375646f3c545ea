using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Writes the kernelspec below artifacts/, where `run`, `lab` and `test` point Jupyter.</summary>
internal sealed class KernelSpecStep : ISetupStep
{
    /// <inheritdoc/>
    public string Name => "kernelspec";

    /// <inheritdoc/>
    public string Why => "telling Jupyter where the kernel is, inside artifacts/ and not in your home";

    /// <inheritdoc/>
    public IEnumerable<string> Inputs(SetupContext context) => [Text(context), PathOf(context)];

    /// <inheritdoc/>
    public bool IsInPlace(SetupContext context) => File.Exists(PathOf(context));

    /// <inheritdoc/>
    public Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        AtomicFile.WriteText(PathOf(context), Text(context), makesFolder: true);
        return Task.FromResult(context.Workspace.Relative(PathOf(context)));
    }

    private static string Text(SetupContext context) => KernelSpec.For(context).ToJson();

    private static string PathOf(SetupContext context) =>
        Path.Combine(context.Workspace.JupyterData, "kernels", context.Environment.Kernelspec.Name, KernelSpec.FileName);
}
