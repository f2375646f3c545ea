using System.Globalization;
using System.Text.Json;

namespace VisionAttention.Kit.Bench.Attention;

/// <summary>What was compared, and on what.</summary>
/// <param name="Machine">Processor, cores, threads.</param>
/// <param name="Ratios">The figures.</param>
internal sealed record RatioReport(string Machine, IReadOnlyList<Ratio> Ratios)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>For programs: machine, and results with name, ours, peer, unit and ratio.</summary>
    public string ToJson()
    {
        return JsonSerializer.Serialize(
            new { machine = Machine, results = Ratios.Select(one => new { name = one.Name, ours = one.Ours, peer = one.Peer, unit = one.Unit, ratio = one.Value }) }, Indented);
    }

    /// <summary>For people.</summary>
    public string ToText()
    {
        var width = Ratios.Max(one => one.Name.Length);
        var lines = Ratios.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Name.PadRight(width)} {one.Ours,10:0.00} {one.Peer,10:0.00} {one.Unit,-4} {one.Value,7:0.000}"));
        return $"{Machine}\n{"".PadRight(width)} {"ours",10} {"peer",10}      {"ratio",7}\n{string.Join('\n', lines)}";
    }
}
