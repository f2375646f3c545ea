using VisionAttention.Costs;
using VisionAttention.Models;

namespace VisionAttention.Kit.Analysis.Papers;

/// <summary>A printed network beside ours.</summary>
/// <param name="Printed">What is printed.</param>
/// <param name="Flops">Our FLOPs under convention paper.</param>
/// <param name="SimpleFlops">Under convention simple.</param>
/// <param name="MultiplyAdds">Our multiply-adds; convention multiply-adds has twice as many FLOPs.</param>
/// <param name="Parameters">Our parameters.</param>
internal sealed record NetworkResult(PrintedNetwork Printed, long Flops, long SimpleFlops, long MultiplyAdds, long Parameters)
{
    private const decimal ParameterTolerance = 0.1m; // millions

    /// <summary>Whether our FLOPs round to the printed ones.</summary>
    public bool FlopsAgree => Agrees(Flops);

    /// <summary>Whether those of convention simple do.</summary>
    public bool SimpleFlopsAgree => Agrees(SimpleFlops);

    /// <summary>Whether those of convention multiply-adds do.</summary>
    public bool DoubledMultiplyAddsAgree => Agrees(2 * MultiplyAdds);

    /// <summary>Whether our parameters round to the printed ones; null where none are printed.</summary>
    public bool? ParametersAgree => Printed.Parameters is { } printed ? Rounded(Parameters, 1_000_000) == printed : null;

    /// <summary>Whether our parameters are nearer than 0.1 million to the printed ones; null where none are printed.</summary>
    public bool? ParametersAreNear => Printed.Parameters is { } printed ? Math.Abs(Parameters / 1e6m - printed) < ParameterTolerance : null;

    /// <summary>Walks the network, which is made for it.</summary>
    public static NetworkResult Of(PrintedNetwork printed)
    {
        using var network = new AttentionResNet(printed.Options);
        var image = ImageSize.Square(224);
        var report = ModelCost.Of(network, image, CostConvention.Paper);
        var simple = ModelCost.Of(network, image, CostConvention.Simple);
        return new NetworkResult(printed, report.Flops, simple.Flops, report.MultiplyAdds, report.Parameters);
    }

    private bool Agrees(long flops) => Rounded(flops, 1_000_000_000) == Printed.Flops;

    private static decimal Rounded(long count, decimal unit) => Math.Round(count / unit, 1, MidpointRounding.AwayFromZero);
}
