using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Attention;

/// <summary>What the class token looks at: a picture a head.</summary>
/// <remarks>Caron et al. 2021 (DINO, 2104.14294), Figures 1 and 3: the class token's row of the last layer's attention weights.</remarks>
public static class ClassAttention
{
    /// <summary>The class token's attention to the patches, laid out as the image.</summary>
    /// <param name="weights">Attention weights [B, H, T, T], tokens [class | others before the patches | patches].</param>
    /// <param name="grid">Rows and columns of patches.</param>
    /// <param name="prefixTokens">Tokens before the patches; the first is the class token.</param>
    /// <returns>[B, H, rows, columns]; a map sums to less than 1 by what went to the tokens before the patches.</returns>
    /// <exception cref="ArgumentException">Tokens that are not those of the grid, or no class token.</exception>
    public static Tensor Maps(Tensor weights, GridSize grid, long prefixTokens = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.ndim != 4)
            throw new ArgumentException($"weights are {Shapes.Text(weights)}, expected [B, H, T, T]");
        if (prefixTokens < 1)
            throw new ArgumentException($"prefixTokens {prefixTokens} is below 1: without a class token nothing looks at the whole image");
        grid.CheckTokens(weights, 3, prefixTokens, "weights", "grid");
        using var scope = NewDisposeScope();
        return weights.select(2, 0)                                                                 // [B, H, T]
            .narrow(2, prefixTokens, grid.Count)                                                    // [B, H, N]
            .reshape(weights.shape[0], weights.shape[1], grid.Rows, grid.Columns)                   // [B, H, rows, columns]
            .MoveToOuterDisposeScope();
    }

    /// <summary>The smallest set of patches that holds a share of each map's attention: the strongest ones.</summary>
    /// <param name="maps">[B, H, rows, columns], not negative.</param>
    /// <param name="share">Share of the attention, from 0 to 1. DINO's pictures use 0.6.</param>
    /// <returns>Booleans [B, H, rows, columns]: true for the patches of the set.</returns>
    /// <exception cref="ArgumentException">A share outside 0 to 1, or another rank.</exception>
    public static Tensor KeepMass(Tensor maps, double share)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.ndim != 4)
            throw new ArgumentException($"maps are {Shapes.Text(maps)}, expected [B, H, rows, columns]");
        if (!(share is >= 0 and <= 1))
            throw new ArgumentException($"share {share} is not from 0 to 1");
        using var scope = NewDisposeScope();
        var flat = maps.flatten(2);                                                                 // [B, H, N]
        var (sorted, order) = (flat / flat.sum(-1, keepdim: true)).sort(-1);                        // weakest first
        var kept = sorted.cumsum(-1).gt(1 - share);
        return zeros_like(kept).scatter(-1, order, kept).reshape(maps.shape).MoveToOuterDisposeScope();
    }
}
