using VisionAttention.Attention;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Attention rollout, after the paper and after the program whose pictures are best known.</summary>
internal sealed class RolloutFamily : GoldenFamily
{
    private const string PublishedOutput = "output.jacobgil_as_published";

    public override string Name => "rollout";

    public override bool IsInput(string name)
    {
        return name.StartsWith("attention.", StringComparison.Ordinal);
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var attention = Enumerable.Range(0, golden.Whole("layers")).Select(layer => golden.Read($"attention.{layer}")).ToArray();
        var options = new AttentionRolloutOptions
        {
            HeadFusion = golden.Text("head_fusion") switch
            {
                "mean" => HeadFusion.Mean,
                "max" => HeadFusion.Max,
                "min" => HeadFusion.Min,
                var other => throw new ArgumentException($"head fusion {other} is not mean, max or min"),
            },
            // The files with normalised pictures come from a program that always counts the skip connection, and do not name it.
            Residual = golden.Flag("residual") || golden.Flag("normalised_by_max"),
            DiscardRatio = golden.Number("discard_ratio"),
        };
        if (golden.Flag("normalised_by_max"))
        {
            comparison.Equal("output", Picture(golden, attention, options));
            comparison.Equal(PublishedOutput, Picture(golden, attention, options with { Normalisation = RolloutNormalisation.AsPublished }));
            return;
        }
        var rollout = AttentionRollout.Apply(attention, options);
        comparison.Equal("output", rollout);
        comparison.Equal("cls_map", AttentionRollout.ClassMap(rollout, Grid(golden)));
    }

    private static Tensor Picture(GoldenCase golden, Tensor[] attention, AttentionRolloutOptions options)
    {
        return AttentionRollout.ClassMap(AttentionRollout.Apply(attention, options), Grid(golden), dividesByMaximum: true).squeeze(0);
    }

    // All tokens but the class token make a square.
    private static GridSize Grid(GoldenCase golden)
    {
        var side = (long)Math.Sqrt(golden.Whole("tokens") - 1);
        return new GridSize(side, side);
    }
}
