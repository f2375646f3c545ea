using VisionAttention.Attention;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Attention rollout, after the paper and after the program whose pictures are best known.</summary>
internal sealed class RolloutFamily : GoldenFamily
{
    private const string PublishedOutput = "output.jacobgil_as_published";

    public override string Name => "rollout";

    public override bool IsInput(string name) => name.StartsWith("attention.", StringComparison.Ordinal);

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var attention = Enumerable.Range(0, settings.Positive("layers")).Select(layer => golden.Read($"attention.{layer}", dimensions: 4)).ToArray();
        settings.Expect("batch", attention[0].shape[0]);
        settings.Expect("heads", attention[0].shape[1]);
        settings.Expect("tokens", attention[0].shape[2]);
        var isNormalised = settings.Flag("normalised_by_max");
        var options = new AttentionRolloutOptions
        {
            HeadFusion = settings.Word("head_fusion", ("mean", HeadFusion.Mean), ("max", HeadFusion.Max), ("min", HeadFusion.Min)),
            // The files with normalised pictures come from a program that always counts the skip connection, and do not name it.
            Residual = settings.Flag("residual", otherwise: isNormalised),
            DiscardRatio = settings.OptionalNumber("discard_ratio") ?? 0,
        };
        if (isNormalised)
        {
            comparison.Equal("output", Picture(golden, attention, options));
            comparison.Equal(PublishedOutput, Picture(golden, attention, options with { Normalisation = RolloutNormalisation.AsPublished }));
            return;
        }
        var rollout = AttentionRollout.Apply(attention, options);
        comparison.Equal("output", rollout);
        comparison.Equal("cls_map", AttentionRollout.ClassMap(rollout, Grid(golden, "cls_map")));
    }

    private static Tensor Picture(GoldenCase golden, Tensor[] attention, AttentionRolloutOptions options) =>
        AttentionRollout.ClassMap(AttentionRollout.Apply(attention, options), Grid(golden, "output"), dividesByMaximum: true).squeeze(0);

    // The settings give the number of tokens only; the map has their rows and columns.
    private static GridSize Grid(GoldenCase golden, string map) => golden.Shape(map) is [.., var rows, var columns]
        ? new GridSize(rows, columns)
        : throw new InvalidDataException($"{map} is no map");
}
