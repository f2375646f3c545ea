using VisionAttention.Kernel.Execution;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, for code that must notice the stop button inside a long call.</summary>
public sealed class KernelInvocationContext
{
    private readonly Func<CancellationToken> _token;

    private KernelInvocationContext(Func<CancellationToken> token) => _token = token;

    /// <summary>The cell that runs now.</summary>
    public static KernelInvocationContext Current { get; } = new(static () => Interruption.Token);

    /// <summary>Cancelled when the user stops the cell.</summary>
    public CancellationToken CancellationToken => _token();
}
