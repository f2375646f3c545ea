using FusedAttention;
using static TorchSharp.torch;

namespace VisionAttention.Engines.TensorOps;

/// <summary>The scratch memory for chunks of one size, and the steps of local attention on a chunk.</summary>
/// <remarks>
/// Its tensors belong to the dispose scope it is made in. Half precision is computed in float32: a chunk is small, and sums of many small
/// numbers stay exact. The zeros around the maps are written once, since every chunk fills the same places.
/// </remarks>
internal sealed class ChunkWork
{
    private readonly LocalAttentionOptions _options;
    private readonly Tensor _query, _value, _logits;
    private readonly Tensor? _key, _outside;
    private Tensor? _logitGradient;
    private LinePositions? _positions;

    /// <param name="line">Size of the chunks.</param>
    /// <param name="call">What to compute.</param>
    /// <param name="like">A tensor of the floating type and on the device of the call.</param>
    public ChunkWork(PixelLine line, ChunkedCall call, Tensor like)
    {
        (Line, _options, Type, Device) = (line, call.Options, ComputedIn(like.dtype), like.device);
        long kernelSize = line.KernelSize;
        (_query, _value, _key) = (line.Zeros(Type, Device), line.Zeros(Type, Device), call.HasKey ? line.Zeros(Type, Device) : null);
        _logits = empty([kernelSize, kernelSize, line.Pixels], dtype: Type, device: Device);
        _outside = _options.Border == Border.Mask ? Outside(line, Device) : null;
    }

    /// <summary>Size of the chunks.</summary>
    public PixelLine Line { get; }

    private ScalarType Type { get; }

    private Device Device { get; }

    /// <summary>The floating type that a chunk is computed in.</summary>
    public static ScalarType ComputedIn(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 ? ScalarType.Float32 : type;

    /// <summary>Takes a chunk's part of the inputs.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="inputs">The whole inputs.</param>
    public void Read(HeadChunk chunk, ChunkedInputs inputs)
    {
        Fill(_query, chunk.Of(inputs.Query, _options.Heads));
        if (_options.Scale != 1)
            _query.mul_(_options.Scale);
        Fill(_value, chunk.Of(inputs.Value, _options.Heads));
        if (inputs.Key is { } key)
            Fill(_key!, chunk.Of(key, _options.Heads));
        _positions = inputs.Rows is { } rows
            ? new LinePositions(Line, chunk.OfTable(rows).to(Type), chunk.OfTable(inputs.Columns!).to(Type))
            : null;
    }

    /// <summary>Computes the output of the chunk that was read.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="output">[B, C, H, W]; its part of the chunk is written.</param>
    public void WriteOutput(HeadChunk chunk, Tensor output)
    {
        var sums = zeros(Line.HeadDim, Line.Pixels, dtype: Type, device: Device);
        Line.AddWeighted(sums, Weights(), _value);
        chunk.Of(output, _options.Heads).copy_(Line.MapsOf(sums));
    }

    /// <summary>Computes the gradients of the chunk that was read.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="outputGradient">[B, C, H, W]</param>
    /// <param name="gradients">Gradients of the maps, whose part of the chunk is written, and of the tables, to which the chunk's share is added.</param>
    public void WriteGradients(HeadChunk chunk, Tensor outputGradient, ChunkedInputs gradients)
    {
        var arriving = Line.Zeros(Type, Device);
        Fill(arriving, chunk.Of(outputGradient, _options.Heads));
        var (queries, arrivingPixels) = (Line.PixelsOf(_query), Line.PixelsOf(arriving));
        var weights = Weights();                                                                     // [K, K, N]
        var valueGradient = Line.Zeros(Type, Device);
        Line.Spread(valueGradient, weights, arrivingPixels);
        Put(gradients.Value, Line.PixelsOf(valueGradient));

        _logitGradient ??= empty_like(_logits).MoveToOuterDisposeScope();                            // of the step, to that of the chunks
        var logitGradient = _logitGradient.zero_();
        Line.AddProducts(logitGradient, arrivingPixels, _value);
        logitGradient.mul_(weights);
        logitGradient.addcmul_(weights, logitGradient.sum([0, 1]), -1);

        var queryGradient = zeros(Line.HeadDim, Line.Pixels, dtype: Type, device: Device);
        if (_key is not null)
        {
            Line.AddWeighted(queryGradient, logitGradient, _key);
            var keyGradient = valueGradient.zero_();
            Line.Spread(keyGradient, logitGradient, queries);
            Put(gradients.Key!, Line.PixelsOf(keyGradient));
        }
        _positions?.AddGradients(logitGradient, queries, queryGradient, chunk.OfTable(gradients.Rows!), chunk.OfTable(gradients.Columns!));
        Put(gradients.Query, _options.Scale == 1 ? queryGradient : queryGradient.mul_(_options.Scale));

        void Put(Tensor map, Tensor pixels) => chunk.Of(map, _options.Heads).copy_(Line.MapsOf(pixels));
    }

    // [K, K, N], where the logits were.
    private Tensor Weights()
    {
        var queries = Line.PixelsOf(_query);
        if (_positions is { } positions)
            positions.SetLogits(_logits, queries);
        else
            _logits.zero_();
        if (_key is not null)
            Line.AddProducts(_logits, queries, _key);
        if (_outside is not null)
            _logits.unflatten(2, Line.Images * Line.Heads, Line.PlanePixels).masked_fill_(_outside, double.NegativeInfinity);
        // A softmax in place: no second tensor, and faster than the operator across a first axis.
        _logits.sub_(_logits.amax([0, 1])).exp_();
        return _logits.div_(_logits.sum([0, 1]));
    }

    private void Fill(Tensor line, Tensor maps) => Line.MapsOf(Line.PixelsOf(line)).copy_(maps);

    // Padding is left in: a softmax over nothing would not be a number.
    private static Tensor Outside(PixelLine line, Device device)
    {
        using var scope = NewDisposeScope();
        long kernelSize = line.KernelSize;
        var plane = line with { Images = 1, Heads = 1 };
        var outside = zeros([kernelSize * kernelSize, plane.Pixels], dtype: ScalarType.Bool, device: device);
        plane.MapsOf(outside).flatten(1, 2).copy_(new WindowGeometry(line.Height, line.Width, line.KernelSize).Outside(device).squeeze(0).transpose(0, 1));
        return outside.view(kernelSize, kernelSize, 1, plane.Pixels).MoveToOuterDisposeScope();
    }
}
