using System.Globalization;
using System.Text.RegularExpressions;
using VisionAttention.Tensors;

namespace VisionAttention.Training;

/// <summary>Learning rates that fall from the head down: what a pretrained network learned first is moved least.</summary>
/// <remarks>
/// What comes after the blocks, head and final norm, has the whole rate, block i of L has decay^(L − i) of it, and what comes before the first block decay^(L + 1).
/// Howard and Ruder 2018 (ULMFiT), section 3.2, "discriminative fine-tuning"; Clark et al. 2020 (ELECTRA), appendix; Bao et al. 2021 (BEiT). For
/// <see cref="TensorTrainer"/>.
/// </remarks>
public static partial class LayerRates
{
    private static readonly string[] Embedding = ["patch_embed", "tok_embed", "type_embed", "pos_embed", "cls_token", "dist_token", "reg_token", "norm_pre"];

    /// <summary>The factor of each parameter, by its name.</summary>
    /// <param name="depth">Number of blocks L.</param>
    /// <param name="decay">Factor from one layer to the one below, above 0 and at most 1; 1 gives all the same rate.</param>
    /// <param name="frozenBelow">Blocks below this one, and the embedding, get 0; 0 freezes nothing, L leaves what comes after the blocks.</param>
    /// <returns>Names of a <see cref="Models.VisionTransformer"/> or a <see cref="Models.TextEncoder"/>, with or without words before them, to factors.</returns>
    /// <exception cref="ArgumentException">Numbers that do not fit each other.</exception>
    public static Func<string, double> Falling(int depth, double decay, int frozenBelow = 0)
    {
        Require.AboveZero(depth, nameof(depth));
        Require.That(decay is > 0 and <= 1, $"decay {decay} is not above 0 and at most 1");
        Require.That(frozenBelow >= 0 && frozenBelow <= depth, $"frozenBelow {frozenBelow} is not from 0 to {depth}, the depth");
        return name =>
        {
            var layer = Layer(name, depth);
            var isFrozen = layer is null ? frozenBelow > 0 : layer < frozenBelow;
            return isFrozen ? 0 : Math.Pow(decay, layer is null ? depth + 1 : depth - layer.Value);
        };
    }

    // The block, from 0; the depth above the last one, null below the first.
    private static int? Layer(string name, int depth)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Block().Match(name) is { Success: true } block)
        {
            var number = int.Parse(block.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            return number < depth ? number : throw new ArgumentException($"{name} is of block {number}, expected 0 to {depth - 1}: depth is {depth}");
        }
        return name.Split('.').Any(Embedding.Contains) ? null : depth;
    }

    [GeneratedRegex(@"(?:^|\.)blocks\.(\d{1,6})\.", RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
