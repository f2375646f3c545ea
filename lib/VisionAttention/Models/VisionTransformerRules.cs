using VisionAttention.Layers;
using VisionAttention.Positions;

namespace VisionAttention.Models;

/// <summary>Which settings of a Vision Transformer fit each other.</summary>
internal static class VisionTransformerRules
{
    /// <summary>The settings, unless they contradict themselves.</summary>
    /// <exception cref="ArgumentException">Names the values and the rule.</exception>
    public static VisionTransformerOptions Checked(VisionTransformerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(options.EmbedDim > 0 && options.Depth > 0, $"embedDim {options.EmbedDim} and depth {options.Depth} must be above 0");
        Require(options.Image.Height > 0 && options.Image.Width > 0, $"the image of {options.Image} pixels is empty");
        Require(options.PatchSize > 0 && options.InChannels > 0, $"patchSize {options.PatchSize} and inChannels {options.InChannels} must be above 0");
        Require(options.Classes >= 0, $"classes {options.Classes} is below 0");
        Require(options.Registers >= 0, $"registers {options.Registers} is below 0");
        Require(options.PreLogitsDim is null or > 0, $"preLogitsDim {options.PreLogitsDim} is not above 0");
        Require(options.ClassToken || options.Pooling != TokenPooling.ClassToken, "pooling ClassToken needs a class token: set ClassToken, or another pooling");
        Require(!options.Distillation || options.Pooling == TokenPooling.ClassToken, $"a distillation token goes with pooling ClassToken, not {options.Pooling}");
        Require(!options.NormAfterPooling || !options.Distillation, "normAfterPooling does not go with a distillation token: its classifier takes normed tokens");
        Require(options.Position != TokenPosition.Sinusoidal || options.EmbedDim % 4 == 0, $"embedDim {options.EmbedDim} is not a multiple of 4, which sinusoidal positions need");
        Probability.Check(options.Dropout, "dropout");
        Grid(options);
        return options;
    }

    /// <summary>Patches in a column and in a row.</summary>
    /// <exception cref="ArgumentException">The patches do not fill the image, or the backbone's map of it.</exception>
    public static GridSize Grid(VisionTransformerOptions options)
    {
        var map = options.Backbone is null ? options.Image : ResNetBackbone.MapSize(options.Backbone, options.Image);
        var grid = new GridSize(map.Height / options.PatchSize, map.Width / options.PatchSize);
        if (grid.Rows * options.PatchSize != map.Height || grid.Columns * options.PatchSize != map.Width || grid.Rows * grid.Columns == 0)
        {
            var what = options.Backbone is null ? "the image" : $"the backbone's map of a {options.Image} image";
            throw new ArgumentException($"{what} is {map}, which patches of patchSize {options.PatchSize} do not fill");
        }
        return grid;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
