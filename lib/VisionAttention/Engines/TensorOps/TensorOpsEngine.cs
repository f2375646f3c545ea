using FusedAttention;
using static TorchSharp.torch;

namespace VisionAttention.Engines.TensorOps;

/// <summary>Local attention in plain tensor operators, a few images at a time: every device, every floating type, little memory.</summary>
/// <remarks>
/// What it computes is Eq. 2 and Eq. 3 of Ramachandran et al. 2019, as in <see cref="ReferenceEngine"/>. Where the reference keeps k² copies of
/// keys and values, this engine reads the same memory shifted (<see cref="PixelLine"/>), and k² numbers a pixel and head exist for one chunk of
/// images only, in the forward pass and again in the backward pass (<see cref="ChunkedAttention"/>). Gradients are computed once; a gradient of a
/// gradient is not available.
/// </remarks>
internal static class TensorOpsEngine
{
    /// <summary>Bytes of k² numbers a pixel and head on the processor: small, to stay in its caches.</summary>
    public const long CpuChunkBytes = 4L << 20;

    /// <summary>The same elsewhere: large, because each operator is started from afar.</summary>
    public const long DeviceChunkBytes = 256L << 20;

    /// <summary>Applies local attention.</summary>
    /// <remarks>
    /// chunkBytes: most bytes of one tensor of k² numbers a pixel and head, of which there are at most two; one head of one image is computed whatever
    /// its size. Null for the device's own.
    /// </remarks>
    /// <returns>[B, C, H, W], in the memory layout of the query.</returns>
    public static Tensor Apply(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options, long? chunkBytes = null)
    {
        var limit = chunkBytes ?? (query.device_type == TorchSharp.DeviceType.CPU ? CpuChunkBytes : DeviceChunkBytes);
        var call = new ChunkedCall(options, HasKey: key is not null, HasPositions: rowEmbedding is not null, limit);
        var inputs = new ChunkedInputs(query, key, value, rowEmbedding, columnEmbedding);
        var listed = inputs.Listed();
        return is_grad_enabled() && listed.Exists(tensor => tensor.requires_grad)
            ? ChunkedAttention.Apply([.. listed, call])
            : ChunkedAttention.Compute(call, inputs);
    }

    /// <summary>Applies local attention and keeps the weights, with gradients through them.</summary>
    /// <remarks>One pass over the map for each position of the window; memory: logits and weights of the whole batch.</remarks>
    /// <returns>Output [B, C, H, W] and weights [B, Heads, K·K, H, W].</returns>
    public static (Tensor Output, Tensor Weights) ApplyWithWeights(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        using var scope = NewDisposeScope();
        long heads = options.Heads;
        var window = new WindowGeometry(query.shape[2], query.shape[3], options.KernelSize);

        var queries = ShiftedMap.InHeads(query, heads);                                             // [B, Heads, Dh, H, W]
        var content = key is null ? null : WindowLogits.Apply(query, key, heads, options.KernelSize); // [B, Heads, K·K, H, W]
        var weights = WindowWeights.Of(content, queries, rowEmbedding, columnEmbedding, window, options);
        var output = WindowSum.Apply(weights, value, options.KernelSize);                           // [B, C, H, W]
        return (output.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}

/// <summary>Local attention as one step of the graph, made of tensor operators over one chunk of images after the other.</summary>
/// <remarks>
/// It keeps its inputs for the backward pass and computes the weights of a chunk again there. One tensor of k² numbers a pixel and head exists
/// in the forward pass and two in the backward pass, none larger than the limit of the call. With P the weights and g the gradient of the output,
/// in the backward pass: dP = g·v, dS = P (dP − Σ P dP), dq = Σ dS k, dk = Σ dS q, dv = Σ P g.
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

/// <summary>What a call of <see cref="ChunkedAttention"/> is about, apart from its tensors.</summary>
/// <param name="Options">Window, heads, border, scale.</param>
/// <param name="HasKey">Whether logits have a q·k part.</param>
/// <param name="HasPositions">Whether logits have a q·r part.</param>
/// <param name="ChunkBytes">Most bytes of one tensor of k² numbers a pixel and head.</param>
internal sealed record ChunkedCall(LocalAttentionOptions Options, bool HasKey, bool HasPositions, long ChunkBytes);

/// <summary>The tensors of a call of <see cref="ChunkedAttention"/>, or the gradients of them.</summary>
/// <param name="Query">[B, C, H, W]</param>
/// <param name="Key">As the query, or null.</param>
/// <param name="Value">As the query.</param>
/// <param name="Rows">[K, Dh / 2] or [Heads, K, Dh / 2], or null.</param>
/// <param name="Columns">As the rows.</param>
internal readonly record struct ChunkedInputs(Tensor Query, Tensor? Key, Tensor Value, Tensor? Rows, Tensor? Columns)
{
    /// <summary>Takes the tensors from a list in which those that are null were left out.</summary>
    public static ChunkedInputs From(IReadOnlyList<Tensor> listed, ChunkedCall call)
    {
        var next = 0;
        var (query, value) = (listed[next++], listed[next++]);
        var key = call.HasKey ? listed[next++] : null;
        return call.HasPositions
            ? new ChunkedInputs(query, key, value, listed[next++], listed[next])
            : new ChunkedInputs(query, key, value, null, null);
    }

    /// <summary>The tensors that there are, in the order of <see cref="From"/>.</summary>
    public List<Tensor> Listed() => [.. ((Tensor?[])[Query, Value, Key, Rows, Columns]).OfType<Tensor>()];

    /// <summary>Where the gradients go: maps to be written, tables of zeros to be added to.</summary>
    public ChunkedInputs EmptyGradients()
    {
        return new ChunkedInputs(
            empty_like(Query), Key is null ? null : empty_like(Key), empty_like(Value), Sums(Rows), Sums(Columns));

        static Tensor? Sums(Tensor? table) => table is null ? null : zeros(table.shape, dtype: ChunkWork.ComputedIn(table.dtype), device: table.device);
    }
}

/// <summary>Some images of a batch, or some heads of one image: as much as is computed at once.</summary>
internal readonly record struct HeadChunk(long FirstImage, long Images, long FirstHead, long Heads)
{
    /// <summary>Cuts a batch into chunks that need no more than a number of bytes for one tensor of k² numbers a pixel and head.</summary>
    /// <param name="whole">The line that the whole batch would make.</param>
    /// <param name="bytesPerPixel">Bytes of k² numbers.</param>
    /// <param name="mostBytes">The limit. One head of one image is computed whatever its size.</param>
    public static IEnumerable<HeadChunk> Of(PixelLine whole, long bytesPerPixel, long mostBytes)
    {
        var planes = Math.Max(1, mostBytes / Math.Max(1, whole.PlanePixels * bytesPerPixel));
        var images = Even(whole.Images, planes / whole.Heads);
        var heads = planes >= whole.Heads ? whole.Heads : Even(whole.Heads, planes);
        for (long image = 0; image < whole.Images; image += images)
        {
            for (long head = 0; head < whole.Heads; head += heads)
                yield return new HeadChunk(image, Math.Min(images, whole.Images - image), head, Math.Min(heads, whole.Heads - head));
        }
    }

    /// <summary>This chunk's part of a map.</summary>
    /// <param name="map">[B, C, H, W]</param>
    /// <param name="heads">Number of heads of the whole map.</param>
    /// <returns>A view [Dh, Heads, B, H, W] of the chunk's heads and images.</returns>
    public Tensor Of(Tensor map, long heads)
    {
        return map.narrow(0, FirstImage, Images).unflatten(1, heads, map.shape[1] / heads)           // [B, Heads, Dh, H, W]
            .narrow(1, FirstHead, Heads).permute(2, 1, 0, 3, 4);
    }

    /// <summary>This chunk's part of a position table.</summary>
    /// <param name="table">[K, Dh / 2] shared by all heads, or [Heads, K, Dh / 2].</param>
    /// <returns>A view: the table itself if it is shared.</returns>
    public Tensor OfTable(Tensor table) => table.ndim == 2 ? table : table.narrow(0, FirstHead, Heads);

    // As many parts as the largest allowed size takes, of nearly the same size.
    private static long Even(long count, long most)
    {
        var parts = (count + Math.Max(1, most) - 1) / Math.Max(1, most);
        return Math.Max(1, (count + parts - 1) / Math.Max(1, parts));
    }
}
