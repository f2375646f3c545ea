namespace VisionAttention.Kit.Bench.Kernel;

/// <summary>One thing measured on both kernels.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ours">The C# kernel's median.</param>
/// <param name="Peer">ipykernel's median, or null where it is not installed.</param>
/// <param name="Unit">ms or MiB.</param>
internal sealed record KernelFigure(string Name, double Ours, double? Peer, string Unit)
{
    /// <summary>Ours divided by the peer's; below 1 is better here.</summary>
    public double? Ratio => Peer is > 0 ? Ours / Peer : null;
}
