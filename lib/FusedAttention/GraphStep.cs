using static TorchSharp.torch;

namespace FusedAttention;

/// <summary>One step of the graph with a backward of its own, held apart from two traps of TorchSharp's autograd functions.</summary>
/// <remarks>
/// <para>What <c>save_for_backward</c> is given is taken over only after <c>forward</c> has returned: the scope is opened around the step, not inside.</para>
/// <para>
/// <c>backward</c> is called by native code, and an exception that leaves it ends the process. Here none does: it is kept, said on the
/// error stream, and thrown by the next step that this thread applies, or by <see cref="GraphFailure.ThrowIfAny"/>. The gradients of that
/// step are missing, not wrong.
/// </para>
/// </remarks>
internal abstract class GraphStep<TStep> : autograd.SingleTensorFunction<TStep>
    where TStep : GraphStep<TStep>, new()
{
    /// <inheritdoc/>
    public sealed override string Name => typeof(TStep).Name;

    /// <summary>Applies the step, with a graph.</summary>
    /// <param name="vars">What <see cref="Forward"/> is given.</param>
    public static Tensor Apply(params object[] vars)
    {
        GraphFailure.ThrowIfAny();
        using var scope = NewDisposeScope();
        return apply(vars).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public sealed override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(Count, vars.Length);
        return Forward(ctx, vars);
    }

    /// <inheritdoc/>
    public sealed override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> gradients;
        try
        {
        }
        finally
        {
            // Whoever aborts this thread waits for the end of such a block.
            gradients = Gradients(ctx, grad_output);
        }
        return gradients;
    }

    private List<Tensor> Gradients(autograd.AutogradContext ctx, Tensor grad_output)
    {
        try
        {
            return Backward(ctx, grad_output);
        }
        catch (Exception failure)
        {
            GraphFailure.Keep(Name, failure);
            return [.. Enumerable.Repeat<Tensor>(null!, (int)ctx.get_data(Count))];
        }
    }

    /// <summary>Computes the result and saves what <see cref="Backward"/> needs; validates, for there it is too late.</summary>
    protected abstract Tensor Forward(autograd.AutogradContext ctx, object[] vars);

    /// <summary>Computes a gradient for each of <see cref="Forward"/>'s variables, null for those that are no tensors.</summary>
    protected abstract List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient);

    private const string Count = "count";
}

/// <summary>What went wrong in a backward of our own, kept until it can be thrown.</summary>
internal static class GraphFailure
{
    [ThreadStatic]
    private static Exception? _kept;

    /// <summary>Keeps a failure and says it.</summary>
    public static void Keep(string step, Exception failure)
    {
        _kept = new InvalidOperationException($"the gradients of {step} could not be computed: {failure.Message}", failure);
        Console.Error.WriteLine(_kept.Message);
    }

    /// <summary>Throws what was kept on this thread, once.</summary>
    /// <exception cref="InvalidOperationException">A backward on this thread failed since the last call.</exception>
    public static void ThrowIfAny()
    {
        if (Interlocked.Exchange(ref _kept, null) is { } kept)
            throw kept;
    }
}
