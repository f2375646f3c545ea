using FusedAttention;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Attention;

/// <summary>Mean attention distance: how far a head looks, in pixels of the image.</summary>
/// <remarks>
/// d = mean over queries i of Σ_j a_ij ‖x_i − x_j‖, with x the centres of patches or pixels and a the attention weights. Dosovitskiy et al.
/// 2021, Fig. 7 and appendix D.7; it plays the part that the size of the receptive field plays for a convolution. Keys that are no place of
/// the image — class and other prefix tokens, the zeros around a padded map — are left out and the remaining weights of a query divided by
/// their sum. A query that looks at such keys alone has no distance and does not count; where none is left the result is 0.
/// </remarks>
public static class AttentionDistance
{
    /// <summary>The distance of attention over tokens.</summary>
    /// <param name="weights">[B, H, T, T] for T = prefixTokens + rows · columns, floats; rows are queries.</param>
    /// <param name="grid">Rows and columns of the patches.</param>
    /// <param name="patchSize">Side of a patch in pixels.</param>
    /// <param name="prefixTokens">Tokens in front of the patches, left out as queries and as keys; 1 for a class token.</param>
    /// <returns>[B, H], in pixels.</returns>
    /// <exception cref="ArgumentException">T does not fit the grid, or a patch without pixels.</exception>
    public static Tensor OfTokens(Tensor weights, GridSize grid, long patchSize, long prefixTokens = 0)
    {
        CheckWeights(weights, dimensions: 4, "[B, H, T, T]");
        if (weights.shape[2] != weights.shape[3])
            throw new ArgumentException($"weights are {Shapes.Text(weights)}, expected [B, H, T, T]");
        grid.CheckTokens(weights, dim: 3, prefixTokens, nameof(weights), nameof(grid));
        CheckLength(patchSize, nameof(patchSize));
        using var scope = NewDisposeScope();
        var patches = weights.narrow(2, prefixTokens, grid.Count).narrow(3, prefixTokens, grid.Count);         // [B, H, N, N]
        var rows = arange(grid.Rows, dtype: float64, device: weights.device).unsqueeze(1).expand(-1, grid.Columns).flatten();      // [N]
        var columns = arange(grid.Columns, dtype: float64, device: weights.device).unsqueeze(0).expand(grid.Rows, -1).flatten();   // [N]
        var distances = Length(rows.unsqueeze(1) - rows, columns.unsqueeze(1) - columns, patchSize, weights);  // [N, N]
        return MeanOverQueries(patches, distances).MoveToOuterDisposeScope();                                  // [B, H]
    }

    /// <summary>The distance of local attention.</summary>
    /// <param name="weights">[B, Heads, H, W, K, K], floats, as a recorder shows them; K is odd.</param>
    /// <param name="pixelStride">Distance of two neighbouring positions of the map in pixels of the image: 4 behind a stem of stride 4.</param>
    /// <returns>[B, Heads], in pixels. Both borders give the distance to places of the map: under <see cref="Border.Mask"/> nothing
    /// outside has weight, under <see cref="Border.ZeroPad"/> what the padding receives is left out.</returns>
    /// <exception cref="ArgumentException">A window without a middle or not square, or a stride that is not above 0.</exception>
    public static Tensor OfWindows(Tensor weights, long pixelStride = 1)
    {
        CheckWeights(weights, dimensions: 6, "[B, Heads, H, W, K, K]");
        var (height, width, side) = (weights.shape[2], weights.shape[3], weights.shape[4]);
        if (side != weights.shape[5] || side > int.MaxValue)
            throw new ArgumentException($"weights are {Shapes.Text(weights)}, expected [B, Heads, H, W, K, K]");
        WindowGeometry.CheckSide((int)side);
        CheckLength(pixelStride, nameof(pixelStride));
        using var scope = NewDisposeScope();
        var outside = new WindowGeometry(height, width, (int)side).Outside(weights.device)          // [1, 1, K·K, H, W]
            .permute(0, 1, 3, 4, 2).flatten(2, 3);                                                  // [1, 1, H·W, K·K]
        var inside = weights.flatten(4, 5).flatten(2, 3).masked_fill(outside, 0);                   // [B, Heads, H·W, K·K]
        var offsets = arange(side, dtype: float64, device: weights.device) - side / 2;              // [K]
        var distances = Length(offsets.unsqueeze(1), offsets.unsqueeze(0), pixelStride, weights);   // [K, K]
        return MeanOverQueries(inside, distances.flatten()).MoveToOuterDisposeScope();              // [B, Heads]
    }

    private static Tensor Length(Tensor rows, Tensor columns, long unit, Tensor weights) =>
        ((rows * rows + columns * columns).sqrt() * unit).to(weights.dtype);

    // weights [B, H, queries, keys], distances that broadcast to [queries, keys]; gives [B, H].
    private static Tensor MeanOverQueries(Tensor weights, Tensor distances)
    {
        var sums = weights.sum(3);                                                                  // [B, H, queries]
        var counts = sums.ne(0);
        var distance = (weights * distances).sum(3) / sums.masked_fill(counts.logical_not(), 1);    // [B, H, queries]
        return distance.sum(2) / counts.sum(2).clamp_min(1);
    }

    private static void CheckWeights(Tensor weights, int dimensions, string expected)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.ndim != dimensions || weights.numel() == 0)
            throw new ArgumentException($"weights are {Shapes.Text(weights)}, expected {expected} with numbers in it");
        if (!weights.is_floating_point())
            throw new ArgumentException($"weights hold {weights.dtype}, expected floats");
    }

    private static void CheckLength(long pixels, string name)
    {
        if (pixels < 1)
            throw new ArgumentException($"{name} {pixels} is not above 0");
    }
}
