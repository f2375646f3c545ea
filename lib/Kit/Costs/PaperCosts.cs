using System.Text.Encodings.Web;
using System.Text.Json;
using VisionAttention.Attention;
using VisionAttention.Costs;
using VisionAttention.Models;

namespace VisionAttention.Kit.Costs;

/// <summary>Every printed cost beside ours.</summary>
internal sealed record PaperCosts(IReadOnlyList<NetworkResult> Networks, IReadOnlyList<TransformerResult> Transformers)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Cells whose parameters are printed.</summary>
    public int ParameterCells => Networks.Count(result => result.ParametersAgree is not null);

    /// <summary>Whether everything that must agree does.</summary>
    public bool Agree =>
        Networks.All(result => result.FlopsAgree && result.ParametersAreNear != false) && Transformers.All(result => result.IsExact);

    /// <summary>The last lines: how many agree.</summary>
    public IReadOnlyList<string> Counts =>
    [
        $"FLOPs: {Networks.Count(result => result.FlopsAgree)} of {Networks.Count} cells agree (convention paper)",
        $"FLOPs: {Networks.Count(result => result.SimpleFlopsAgree)} of {Networks.Count} cells agree (convention simple)",
        $"FLOPs: {Networks.Count(result => result.DoubledMultiplyAddsAgree)} of {Networks.Count} cells agree (convention multiply-adds)",
        $"Parameters: {Networks.Count(result => result.ParametersAgree == true)} of {ParameterCells} cells agree to the printed digit, "
            + $"{Networks.Count(result => result.ParametersAreNear == true)} of {ParameterCells} within 0.1 M",
        $"ViT and DeiT: {Transformers.Count(result => result.IsExact)} of {Transformers.Count} exact counts agree",
    ];

    /// <summary>FLOPs of the q.r row where its window is counted straight, one product more for each neighbour and channel.</summary>
    /// <remarks>That product is what a relative position adds to the multiply-adds of Table 5.</remarks>
    public long StraightPositionOnlyFlops
    {
        get
        {
            long MultiplyAdds(PositionKind position) => Networks.First(result => result.Printed.Table == 5 && result.Printed.Options.Attention.Position == position).MultiplyAdds;
            return Find(PrintedNetworks.PositionOnly).Flops + MultiplyAdds(PositionKind.Relative) - MultiplyAdds(PositionKind.None);
        }
    }

    /// <summary>Makes and walks every model, one at a time.</summary>
    public static PaperCosts Compute(CancellationToken cancellation) =>
        new PaperCosts(
            Each(PrintedNetworks.All, NetworkResult.Of, cancellation), Each(PrintedTransformer.All, TransformerResult.Of, cancellation));

    /// <summary>For programs.</summary>
    public string ToJson()
    {
        var content = new
        {
            Networks = Networks.Select(result => new
            {
                result.Printed.Table, result.Printed.Row, PrintedFlopsBillions = result.Printed.Flops, FlopsPaper = result.Flops,
                FlopsSimple = result.SimpleFlops, FlopsMultiplyAdds = 2 * result.MultiplyAdds, result.MultiplyAdds, FlopsPaperAgree = result.FlopsAgree,
                FlopsSimpleAgree = result.SimpleFlopsAgree, FlopsMultiplyAddsAgree = result.DoubledMultiplyAddsAgree,
                PrintedParametersMillions = result.Printed.Parameters, result.Parameters, result.ParametersAgree, ParametersWithinTenthMillion = result.ParametersAreNear,
                Fitted = result.Printed == PrintedNetworks.PositionOnly,
            }),
            Transformers = Transformers.Select(result => new
            {
                result.Printed.Name, PrintedParametersMillions = result.Printed.Printed, PrintedIn = result.Printed.Source,
                ExactParameters = result.Printed.Parameters, result.Parameters, result.HeadParameters, result.MultiplyAdds, Agree = result.IsExact,
            }),
            Counts,
            Notes = PaperCostsText.Notes(this),
            Agree,
        };
        return JsonSerializer.Serialize(content, Indented);
    }

    /// <summary>The result for a network.</summary>
    public NetworkResult Find(PrintedNetwork printed) => Networks.First(result => result.Printed == printed);

    private static List<TResult> Each<TPrinted, TResult>(IEnumerable<TPrinted> all, Func<TPrinted, TResult> result, CancellationToken cancellation)
    {
        var results = new List<TResult>();
        foreach (var printed in all)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(result(printed));
        }
        return results;
    }
}

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

/// <summary>A published Vision Transformer beside ours.</summary>
/// <param name="Printed">What is published.</param>
/// <param name="Parameters">Our parameters.</param>
/// <param name="HeadParameters">Those of the classifiers.</param>
/// <param name="MultiplyAdds">Our multiply-adds.</param>
internal sealed record TransformerResult(PrintedTransformer Printed, long Parameters, long HeadParameters, long MultiplyAdds)
{
    /// <summary>Whether the exact numbers are equal.</summary>
    public bool IsExact => Parameters == Printed.Parameters;

    /// <summary>Walks the model; one of its blocks, which are alike, is made.</summary>
    public static TransformerResult Of(PrintedTransformer printed)
    {
        var report = ModelCost.Of(printed.Options, CostConvention.MultiplyAdds);
        var heads = report.Layers.Where(layer => layer.Name is "head" or "head_dist").Sum(layer => layer.Parameters);
        return new TransformerResult(printed, report.Parameters, heads, report.MultiplyAdds);
    }
}
