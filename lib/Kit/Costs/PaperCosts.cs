using System.Text;
using System.Text.Json;
using VisionAttention.Attention;
using VisionAttention.Costs;
using VisionAttention.Kit.Platform;
using VisionAttention.Models;
using static System.FormattableString;

namespace VisionAttention.Kit.Costs;

/// <summary>Every printed cost beside ours.</summary>
internal sealed record PaperCosts(IReadOnlyList<NetworkResult> Networks, IReadOnlyList<TransformerResult> Transformers)
{
    private const int Width = 110;

    // ImageNet's training set, and the epochs of the paper's appendix A.2. The gradients by inputs and by weights cost as much as the forward pass each.
    private const long TrainingImages = 1_281_167;
    private const int Epochs = 130;
    private const int PassesOfAStep = 3;
    // An assumption, not a measurement. The peak is that of NVIDIA's data sheet for the A100 in float32, without tensor cores.
    private const double PeakFlopsPerSecond = 19.5e12;
    private const double SustainedShare = 0.5;

    /// <summary>Whether everything that must agree does.</summary>
    public bool Agree =>
        Networks.All(result => result.FlopsAgree && result.ParametersAreNear != false) && Transformers.All(result => result.IsExact);

    /// <summary>The last lines: how many agree.</summary>
    public IReadOnlyList<string> Counts
    {
        get
        {
            var printed = Networks.Count(result => result.ParametersAgree is not null);
            return
            [
                $"FLOPs: {Networks.Count(result => result.FlopsAgree)} of {Networks.Count} cells agree (convention paper)",
                $"FLOPs: {Networks.Count(result => result.SimpleFlopsAgree)} of {Networks.Count} cells agree (convention simple)",
                $"FLOPs: {Networks.Count(result => result.DoubledMultiplyAddsAgree)} of {Networks.Count} cells agree (convention multiply-adds)",
                $"Parameters: {Networks.Count(result => result.ParametersAgree == true)} of {printed} cells agree to the printed digit, "
                    + $"{Networks.Count(result => result.ParametersAreNear == true)} of {printed} within 0.1 M",
                $"ViT and DeiT: {Transformers.Count(result => result.IsExact)} of {Transformers.Count} exact counts agree",
            ];
        }
    }

    /// <summary>What the figures do not say by themselves.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var edges = Networks.Where(result => result.IsAtEdge).Select(result => Invariant($"{Billions(result.Flops, 4)} for {result.Printed.Flops} (Table {result.Printed.Table}, {result.Printed.Row})"));
            var misses = Networks.Where(result => result.ParametersAgree == false).Select(result => Invariant($"{result.Parameters / 1e6:0.00} for {result.Printed.Parameters} (Table {result.Printed.Table}, {result.Printed.Row})"));
            return
            [
                "A multiplication and an addition are two FLOPs: that much the paper says. Convention paper was chosen because it fits, so its agreement is no independent proof. "
                    + "Solid: the relative position costs one addition for each neighbour and channel, and attention runs before the pool. A device: softmax at 7 operations a weight.",
                $"On an edge of rounding: {string.Join(", ", edges)}.",
                Invariant($"* Fitted and unexplained: q.r alone. A straight count of its window gives {Billions(StraightPositionOnlyFlops, 3)}, not {PrintedNetworks.PositionOnly.Flops}; ")
                    + "one operation for each neighbour and channel is left out to meet it, also under convention simple.",
                $"Mixtures m of the attention stem: {PrintedNetworks.Mixtures} here. m is not printed in the paper; 7 or 8 agree.",
                $"Parameters beside the printed digit: {string.Join(", ", misses)}. Neither rounding nor cutting gives all.",
                "ViT's 307M is that of L/32, not of L/16; 86M is that of B/16 without its classifier.",
                "The published counts of ViT are those of existing implementations; those of DeiT's distilled models are by formula.",
            ];
        }
    }

    /// <summary>Table 1 as trainings on one GPU: network, forward FLOPs of an image in billions, FLOPs of the training in 10^18, days. Computed, not measured.</summary>
    public IReadOnlyList<string[]> Trainings => [.. Networks.Where(result => result.Printed.Table == 1).Select(result =>
    {
        var flops = (double)PassesOfAStep * result.Flops * TrainingImages * Epochs;
        return (string[])[result.Printed.Row, Billions(result.Flops, 2), Invariant($"{flops / 1e18:0.00}"), Invariant($"{flops / (SustainedShare * PeakFlopsPerSecond) / TimeSpan.SecondsPerDay:0.0}")];
    })];

    // The q.r row where its window is counted straight, one product more for each neighbour and channel: what a relative position adds to the
    // multiply-adds of Table 5.
    private long StraightPositionOnlyFlops
    {
        get
        {
            long MultiplyAdds(PositionKind position) => Networks.First(result => result.Printed.Table == 5 && result.Printed.Options.Attention.Position == position).MultiplyAdds;
            return Networks.First(result => result.Printed == PrintedNetworks.PositionOnly).Flops + MultiplyAdds(PositionKind.Relative) - MultiplyAdds(PositionKind.None);
        }
    }

    /// <summary>Makes and walks every model, one at a time.</summary>
    public static PaperCosts Compute(CancellationToken cancellation)
    {
        List<T> Each<TPrinted, T>(IEnumerable<TPrinted> all, Func<TPrinted, T> result) => [.. all.Select(printed =>
        {
            cancellation.ThrowIfCancellationRequested();
            return result(printed);
        })];
        return new PaperCosts(Each(PrintedNetworks.All, NetworkResult.Of), Each(PrintedTransformer.All, TransformerResult.Of));
    }

    /// <summary>For programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
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
            Trainings = Trainings.Select(cells => new { Network = cells[0], ForwardGflops = cells[1], TrainingEflops = cells[2], GpuDays = cells[3], Computed = true }),
            Counts,
            Notes,
            Agree,
        },
        ModelSummary.Indented);

    /// <summary>For people: the tables, the notes, the counts.</summary>
    public string ToText()
    {
        List<string[]> networks =
        [
            ["table", "network", "printed", "paper", "", "simple", "2·mult-add", "printed", "parameters", ""],
            .. Networks.Select(result => (string[])
            [
                Invariant($"{result.Printed.Table}"), result.Printed.Row, Invariant($"{result.Printed.Flops}"), Billions(result.Flops, 3),
                Word(result.FlopsAgree) + (result.Printed == PrintedNetworks.PositionOnly ? " *" : ""),
                Billions(result.SimpleFlops, 3) + Miss(result.SimpleFlopsAgree), Billions(2 * result.MultiplyAdds, 3) + Miss(result.DoubledMultiplyAddsAgree),
                Invariant($"{result.Printed.Parameters}"), Invariant($"{result.Parameters:N0}"),
                result.ParametersAgree is not { } agrees ? "" : !agrees && result.ParametersAreNear == true ? "near" : Word(agrees),
            ]),
            ["yes: equal when rounded to the printed digit; near: within 0.1 million; x: a figure that is not equal."],
        ];
        List<string[]> transformers =
        [
            ["model", "printed", "in", "published", "ours", "no classifier", "", "multiply-adds"],
            .. Transformers.Select(result => (string[])
            [
                result.Printed.Name, result.Printed.Printed is { } millions ? $"{millions}M" : "", result.Printed.Source, Invariant($"{result.Printed.Parameters:N0}"),
                Invariant($"{result.Parameters:N0}"), Invariant($"{result.Parameters - result.HeadParameters:N0}"), Word(result.IsExact), Invariant($"{result.MultiplyAdds:N0}"),
            ]),
        ];
        return Invariant($"""
            Stand-Alone Self-Attention in Vision Models (arXiv 1906.05909): FLOPs in billions, parameters in millions
            {TextTable.Text("llrrlrrrrl", networks)}
            Training each network of Table 1 on one GPU, computed, not measured: {PassesOfAStep} × forward
            × {TrainingImages:N0} images × {Epochs} epochs at {SustainedShare * PeakFlopsPerSecond / 1e12:0.00} TFLOP/s, {SustainedShare:0%} of an A100's peak in float32
            {TextTable.Text("lrrr", [["network", "forward GFLOPs", "training EFLOPs", "GPU-days"], .. Trainings])}
            Vision Transformers, 224×224, 1000 classes: parameters, and multiply-adds (a multiplication with an addition)
            {TextTable.Text("lrlrrrlr", transformers)}
            Notes
            {string.Join(Environment.NewLine, Notes.Select(Wrapped))}

            {string.Join(Environment.NewLine, Counts)}
            """);
    }

    // As a list item, its lines broken between words.
    private static string Wrapped(string note)
    {
        var text = new StringBuilder("-");
        var column = 1;
        foreach (var word in note.Split(' '))
        {
            if (column + 1 + word.Length > Width)
            {
                text.AppendLine().Append(' ');
                column = 1;
            }
            text.Append(' ').Append(word);
            column += 1 + word.Length;
        }
        return text.ToString();
    }

    private static string Word(bool agrees) => agrees ? "yes" : "no";

    private static string Miss(bool agrees) => agrees ? "  " : " x";

    private static string Billions(long count, int digits) => (count / 1e9m).ToString($"F{digits}", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A printed network beside ours: FLOPs under the conventions paper and simple; convention multiply-adds has twice as many as multiply-adds.</summary>
internal sealed record NetworkResult(PrintedNetwork Printed, long Flops, long SimpleFlops, long MultiplyAdds, long Parameters)
{
    private const decimal ParameterTolerance = 0.1m; // millions

    public bool FlopsAgree => Agrees(Flops);

    public bool SimpleFlopsAgree => Agrees(SimpleFlops);

    public bool DoubledMultiplyAddsAgree => Agrees(2 * MultiplyAdds);

    /// <summary>Whether our parameters round to the printed ones; null where none are printed.</summary>
    public bool? ParametersAgree => Printed.Parameters is { } printed ? Rounded(Parameters, 1_000_000) == printed : null;

    /// <summary>Whether our parameters are nearer than 0.1 million to the printed ones; null where none are printed.</summary>
    public bool? ParametersAreNear => Printed.Parameters is { } printed ? Math.Abs(Parameters / 1e6m - printed) < ParameterTolerance : null;

    /// <summary>Within a million FLOPs of where rounding would change the digit.</summary>
    public bool IsAtEdge => Math.Abs(Math.Abs(Flops / 1e9m - Printed.Flops) - 0.05m) < 0.001m;

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
internal sealed record TransformerResult(PrintedTransformer Printed, long Parameters, long HeadParameters, long MultiplyAdds)
{
    public bool IsExact => Parameters == Printed.Parameters;

    /// <summary>Walks the model; one of its blocks, which are alike, is made.</summary>
    public static TransformerResult Of(PrintedTransformer printed)
    {
        var report = ModelCost.Of(printed.Options, CostConvention.MultiplyAdds);
        var heads = report.Layers.Where(layer => layer.Name is "head" or "head_dist").Sum(layer => layer.Parameters);
        return new TransformerResult(printed, report.Parameters, heads, report.MultiplyAdds);
    }
}
