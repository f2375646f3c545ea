using System.Text.Encodings.Web;
using System.Text.Json;
using VisionAttention.Attention;

namespace VisionAttention.Kit.Analysis.Papers;

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
    /// <param name="cancellation">Stops between two models.</param>
    public static PaperCosts Compute(CancellationToken cancellation)
    {
        return new PaperCosts(
            Each(PrintedNetworks.All, NetworkResult.Of, cancellation), Each(PrintedTransformer.All, TransformerResult.Of, cancellation));
    }

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
