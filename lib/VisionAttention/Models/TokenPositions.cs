using TorchSharp.Modules;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Models;

/// <summary>What a Vision Transformer adds to its tokens so that it knows where they are.</summary>
internal static class TokenPositions
{
    /// <summary>The positions for a grid of patches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="learned">Its learned table [1, prefix + N, D], where it has one.</param>
    /// <param name="grid">The grid of the images at hand.</param>
    /// <param name="tokens">Tells element type and device.</param>
    /// <returns>Learned: [1, prefix + N, D]. Sinusoidal: [N, D]. Null for a model without positions.</returns>
    /// <exception cref="ArgumentException">Another grid than that of the learned table, and no way to resize it.</exception>
    public static Tensor? For(VisionTransformer model, Parameter? learned, GridSize grid, Tensor tokens)
    {
        if (model.Options.Position == TokenPosition.Sinusoidal)
            return SinusoidalEmbedding.GridTable(grid, model.Options.EmbedDim, GridTableConvention.Lucidrains).to(tokens.dtype).to(tokens.device);
        if (learned is null || grid == model.Grid)
            return learned;
        if (model.Options.PositionResize is not { } convention)
            throw new ArgumentException($"the images give {grid} patches, the positions are for {model.Grid}: set PositionResize to have them resized");
        return EmbeddingResize.Apply(learned, model.PositionPrefix, model.Grid, grid, convention);
    }
}
