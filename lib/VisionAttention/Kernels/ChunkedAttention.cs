using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Local attention as one step of the graph, made of tensor operators over one chunk of images after the other.</summary>
/// <remarks>
/// It keeps its inputs for the way back and computes the weights of a chunk again there. One tensor of k² numbers a pixel and head exists
/// on the way forth and two on the way back, none larger than the limit of the call. With P the weights and g the gradient of the output,
/// on the way back: dP = g·v, dS = P (dP − Σ P dP), dq = Σ dS k, dk = Σ dS q, dv = Σ P g.
/// </remarks>
internal sealed class ChunkedAttention : GraphStep<ChunkedAttention>
{
    /// <summary>Without a graph.</summary>
    public static Tensor Compute(ChunkedCall call, ChunkedInputs inputs)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var output = empty_like(inputs.Query);
        ForEach(call, inputs, (chunk, work) => work.WriteOutput(chunk, output));
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Arguments of apply: the tensors as <see cref="ChunkedInputs.Listed"/>, the call.</summary>
    /// <returns>[B, C, H, W]</returns>
    protected override Tensor Forward(autograd.AutogradContext ctx, object[] vars)
    {
        var call = (ChunkedCall)vars[^1];
        List<Tensor> listed = [.. vars.OfType<Tensor>()];
        ctx.save_for_backward(listed);
        ctx.save_data(nameof(call), call);
        return Compute(call, ChunkedInputs.From(listed, call));
    }

    /// <inheritdoc/>
    protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var call = (ChunkedCall)ctx.get_data("call");
        var listed = ctx.get_saved_variables();
        var inputs = ChunkedInputs.From(listed, call);
        var gradients = inputs.EmptyGradients();
        ForEach(call, inputs, (chunk, work) => work.WriteGradients(chunk, outputGradient, gradients));
        return [.. gradients.Listed().Select((gradient, index) => gradient.to(listed[index].dtype).MoveToOuterDisposeScope()), null!];
    }

    private static void ForEach(ChunkedCall call, ChunkedInputs inputs, Action<HeadChunk, ChunkWork> action)
    {
        var (shape, heads, kernelSize) = (inputs.Query.shape, call.Options.Heads, call.Options.KernelSize);
        var whole = new PixelLine(shape[0], heads, shape[1] / heads, shape[2], shape[3], kernelSize);
        if (inputs.Query.numel() == 0)
            return;
        var bytes = (ChunkWork.ComputedIn(inputs.Query.dtype) == ScalarType.Float64 ? sizeof(double) : sizeof(float)) * (long)kernelSize * kernelSize;
        // The last chunks can be smaller than the others: sizes come one after the other, and each has its own memory.
        foreach (var chunks in HeadChunk.Of(whole, bytes, call.ChunkBytes).GroupBy(chunk => (chunk.Images, chunk.Heads)))
        {
            using var scope = NewDisposeScope();
            var work = new ChunkWork(whole with { Images = chunks.Key.Images, Heads = chunks.Key.Heads }, call, inputs.Query);
            foreach (var chunk in chunks)
            {
                using var step = NewDisposeScope();
                work.Read(chunk, inputs);
                action(chunk, work);
            }
        }
    }
}
