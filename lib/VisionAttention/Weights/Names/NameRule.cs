using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace VisionAttention.Weights.Names;

/// <summary>One line of a name table: how a weight is called elsewhere, what the library calls it, and how its numbers lie.</summary>
internal sealed class NameRule
{
    private readonly Regex _pattern;
    private readonly string _target;

    /// <summary>A rule.</summary>
    /// <param name="source">The name elsewhere; <c>{i}</c> stands for a number, <c>{p}</c> for weight or bias.</param>
    /// <param name="target">The library's name with the same places; null where the weight has no use here and is passed over.</param>
    /// <param name="layout">How the numbers lie; null for PyTorch's way.</param>
    /// <param name="part">Which third of a stacked query, key and value weight it is; null where it is the whole.</param>
    public NameRule(string source, string? target, Func<Tensor, PatchShape, Tensor?>? layout = null, int? part = null)
    {
        var pattern = Regex.Escape(source)
            .Replace(@"\{i}", @"(?<i>\d{1,6})", StringComparison.Ordinal)
            .Replace(@"\{p}", "(?<p>weight|bias)", StringComparison.Ordinal)
            .Replace(@"\*", ".*", StringComparison.Ordinal);
        _pattern = new Regex($"^{pattern}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        (_target, Skips, Layout, Part) = (target ?? "", target is null, layout ?? WeightLayouts.Same, part);
    }

    /// <summary>Whether such weights are passed over.</summary>
    public bool Skips { get; }

    /// <summary>How the numbers lie.</summary>
    public Func<Tensor, PatchShape, Tensor?> Layout { get; }

    /// <summary>Which third of a stacked weight it is; null where it is the whole.</summary>
    public int? Part { get; }

    /// <summary>The library's name for a name of this rule; null for another.</summary>
    public string? Match(string name)
    {
        var match = _pattern.Match(name);
        if (!match.Success)
            return null;
        var index = match.Groups["i"].Success ? int.Parse(match.Groups["i"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return _target
            .Replace("{i}", index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{p}", match.Groups["p"].Value, StringComparison.Ordinal);
    }
}
