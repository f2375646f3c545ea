using TorchSharp.Modules;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Analysis;

/// <summary>The cost of making patches tokens: N·P²·C·D products, those of a hybrid model's front end before them.</summary>
/// <remarks>Dosovitskiy et al. 2021, section 3.1.</remarks>
internal static class PatchEmbeddingCost
{
    /// <summary>Adds the layers and returns the grid of patches.</summary>
    /// <exception cref="ArgumentException">The patches do not fill the map.</exception>
    public static GridSize Add(CostWalk walk, Parts parts, int patchSize, MapShape image)
    {
        var map = parts.Find<nn.Module>("backbone") is { } backbone
            ? MapLayerCost.Add(walk, backbone, parts.PathOf("backbone"), image)
            : image;
        var grid = new GridSize(map.Height / patchSize, map.Width / patchSize);
        if (grid.Rows * patchSize != map.Height || grid.Columns * patchSize != map.Width || grid.Count == 0)
        {
            var what = map == image ? "the image" : $"the backbone's map of a {image.Size} image";
            throw new ArgumentException($"{what} is {map.Size}, which patches of patchSize {patchSize} do not fill");
        }
        var projection = parts.Get<Conv2d>("proj");
        if (parts.Find<LayerNorm>("norm_patch") is { } patchNorm)
            AddNormalised(walk, parts, patchNorm, projection, grid.Count);
        else
            MapLayerCost.AddConvolution(walk, projection, parts.PathOf("proj"), map);
        return grid;
    }

    // With norms the projection is applied to patches as vectors, not as a convolution.
    private static void AddNormalised(CostWalk walk, Parts parts, LayerNorm patchNorm, Conv2d projection, long patches)
    {
        var (width, embedDim) = (projection.weight.numel() / projection.out_channels, projection.out_channels);
        TokenLayerCost.AddNorm(walk, patchNorm, parts.PathOf("norm_patch"), patches, width);
        var operations = new OperationCount
        {
            Products = checked(patches * projection.weight.numel()),
            Added = projection.bias is null ? 0 : checked(patches * embedDim),
        };
        walk.Add(parts.PathOf("proj"), "linear", [patches, width], [patches, embedDim], CostWalk.Parameters(projection), operations);
        TokenLayerCost.AddNorm(walk, parts.Get<LayerNorm>("norm"), parts.PathOf("norm"), patches, embedDim);
    }
}
