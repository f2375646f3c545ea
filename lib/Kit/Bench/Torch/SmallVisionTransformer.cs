using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench.Torch;

/// <summary>Patches of 4 × 4, six encoder layers of 192 channels and three heads, and a classifier on the mean of the tokens.</summary>
/// <remarks>Made of the parts that torch.nn has on both sides, so that the same weights come from the same seed.</remarks>
internal sealed class SmallVisionTransformer : nn.Module<Tensor, Tensor>
{
    private const long Width = 192;

    private readonly Conv2d _patches = nn.Conv2d(3, Width, kernel_size: 4, stride: 4);
    private readonly TransformerEncoder _encoder;
    private readonly Linear _classifier;

    public SmallVisionTransformer()
        : base(nameof(SmallVisionTransformer))
    {
        using var layer = nn.TransformerEncoderLayer(Width, 3, dim_feedforward: 4 * Width, dropout: 0.0);
        _encoder = nn.TransformerEncoder(layer, 6);
        manual_seed(TrainingStep.Seed); // the two sides draw different numbers while they copy the layer
        _classifier = nn.Linear(Width, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var tokens = _patches.call(input).flatten(2).permute(2, 0, 1);                    // [N, B, D]
        return _classifier.call(_encoder.call(tokens).mean([0])).MoveToOuterDisposeScope();
    }
}
