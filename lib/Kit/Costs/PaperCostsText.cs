using VisionAttention.Kit.Platform;
using static System.FormattableString;

namespace VisionAttention.Kit.Costs;

/// <summary>Printed costs beside ours, for people.</summary>
internal static class PaperCostsText
{
    private const int Width = 110;

    /// <summary>The tables, the notes, the counts.</summary>
    public static string Of(PaperCosts costs)
    {
        return $"""
            Stand-Alone Self-Attention in Vision Models (arXiv 1906.05909): FLOPs in billions, parameters in millions
            {Networks(costs)}
            Vision Transformers, 224×224, 1000 classes: parameters, and multiply-adds (a multiplication with an addition)
            {Transformers(costs)}
            Notes
            {string.Join(Environment.NewLine, Notes(costs).Select(Wrapped))}

            {string.Join(Environment.NewLine, costs.Counts)}
            """;
    }

    /// <summary>What the figures do not say by themselves.</summary>
    public static IReadOnlyList<string> Notes(PaperCosts costs)
    {
        var edges = costs.Networks.Where(IsAtEdge).Select(result => Invariant($"{Billions(result.Flops, 4)} for {result.Printed.Flops} (Table {result.Printed.Table}, {result.Printed.Row})"));
        var misses = costs.Networks.Where(result => result.ParametersAgree == false).Select(result => Invariant($"{result.Parameters / 1e6:0.00} for {result.Printed.Parameters} (Table {result.Printed.Table}, {result.Printed.Row})"));
        return
        [
            "A multiplication and an addition are two FLOPs: that much the paper says. Convention paper was chosen because it fits, so its agreement is no independent proof. "
                + "Solid: the relative position costs one addition for each neighbour and channel, and attention runs before the pool. A device: softmax at 7 operations a weight.",
            $"On an edge of rounding: {string.Join(", ", edges)}.",
            Invariant($"* Fitted and unexplained: q.r alone. A straight count of its window gives {Billions(costs.StraightPositionOnlyFlops, 3)}, not {PrintedNetworks.PositionOnly.Flops}; ")
                + "one operation for each neighbour and channel is left out to meet it, also under convention simple.",
            $"Mixtures m of the attention stem: {PrintedNetworks.Mixtures} here. m is not printed in the paper; 7 or 8 agree.",
            $"Parameters beside the printed digit: {string.Join(", ", misses)}. Neither rounding nor cutting gives all.",
            "ViT's 307M is that of L/32, not of L/16; 86M is that of B/16 without its classifier.",
            "The published counts of ViT are those of existing implementations; those of DeiT's distilled models are by formula.",
        ];
    }

    private static string Networks(PaperCosts costs)
    {
        List<string[]> rows = [["table", "network", "printed", "paper", "", "simple", "2·mult-add", "printed", "parameters", ""]];
        foreach (var result in costs.Networks)
        {
            var printed = result.Printed;
            var mark = printed == PrintedNetworks.PositionOnly ? " *" : "";
            rows.Add(
            [
                Invariant($"{printed.Table}"), printed.Row, Invariant($"{printed.Flops}"), Billions(result.Flops, 3), Word(result.FlopsAgree) + mark,
                Billions(result.SimpleFlops, 3) + Miss(result.SimpleFlopsAgree), Billions(2 * result.MultiplyAdds, 3) + Miss(result.DoubledMultiplyAddsAgree),
                Invariant($"{printed.Parameters}"), Invariant($"{result.Parameters:N0}"), Word(result),
            ]);
        }
        rows.Add(["yes: equal when rounded to the printed digit; near: within 0.1 million; x: a figure that is not equal."]);
        return TextTable.Text("llrrlrrrrl", rows);
    }

    private static string Transformers(PaperCosts costs)
    {
        List<string[]> rows = [["model", "printed", "in", "published", "ours", "no classifier", "", "multiply-adds"]];
        foreach (var result in costs.Transformers)
        {
            var printed = result.Printed;
            rows.Add(
            [
                printed.Name, printed.Printed is { } millions ? $"{millions}M" : "", printed.Source, Invariant($"{printed.Parameters:N0}"), Invariant($"{result.Parameters:N0}"),
                Invariant($"{result.Parameters - result.HeadParameters:N0}"), Word(result.IsExact), Invariant($"{result.MultiplyAdds:N0}"),
            ]);
        }
        return TextTable.Text("lrlrrrlr", rows);
    }

    // Within a million FLOPs of where rounding would change the digit.
    private static bool IsAtEdge(NetworkResult result)
    {
        var distance = Math.Abs(result.Flops / 1e9m - result.Printed.Flops);
        return Math.Abs(distance - 0.05m) < 0.001m;
    }

    private static string Word(NetworkResult result) =>
        result.ParametersAgree is not { } agrees ? "" : agrees ? "yes" : result.ParametersAreNear == true ? "near" : "no";

    private static string Word(bool agrees) => agrees ? "yes" : "no";

    // As a list item, its lines broken between words.
    private static string Wrapped(string note)
    {
        var text = new System.Text.StringBuilder("-");
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

    private static string Miss(bool agrees) => agrees ? "  " : " x";

    private static string Billions(long count, int digits) => (count / 1e9m).ToString($"F{digits}", System.Globalization.CultureInfo.InvariantCulture);
}
