using TorchSharp.Modules;
using VisionAttention.Attention;

namespace VisionAttention.Analysis;

/// <summary>The cost of the attention stem: projections, values, then attention inside each block.</summary>
/// <remarks>
/// Ramachandran et al. 2019, section 3.2 and appendix. A pixel has block² neighbours. Spatially aware values are all m value maps of a pixel,
/// then their mixture; the other kinds of values have a position term in the logits (Table 7).
/// </remarks>
internal static class AttentionStemCost
{
    public static MapShape Add(CostWalk walk, AttentionStem layer, string path, MapShape input)
    {
        var (options, parts) = (layer.Options, new Parts(layer, path));
        if (input.Height % options.Block != 0 || input.Width % options.Block != 0)
            throw new ArgumentException($"the image is {input.Size}, which blocks of block {options.Block} do not fill");
        var map = MapLayerCost.AddConvolution(walk, parts.Get<Conv2d>("query"), parts.PathOf("query"), input);
        MapLayerCost.AddConvolution(walk, parts.Get<Conv2d>("key"), parts.PathOf("key"), input);
        var isMixed = options.Values == StemValues.SpatiallyAware;
        if (isMixed)
            AddMixedValues(walk, parts, options.Mixtures, input, map);
        else
            AddValues(walk, parts.Get<Conv2d>("value"), parts.PathOf("value"), input, map);

        var neighbours = (long)options.Block * options.Block;
        var operations = new OperationCount
        {
            Products = checked(2 * neighbours * map.Count),
            PositionProducts = isMixed ? 0 : checked(neighbours * map.Count),
            Softmax = checked(options.Heads * neighbours * map.Pixels),
        };
        var parameters = isMixed ? 0 : parts.OwnParameters;
        walk.Add(path, $"attention in {options.Block}×{options.Block}, {options.Heads} heads", input.ToArray(), map.ToArray(), parameters, operations);
        return map;
    }

    // m value maps, and the products that mix them: C·(inChannels + 1) for each mixture and pixel.
    private static void AddMixedValues(CostWalk walk, Parts parts, int mixtures, MapShape input, MapShape map)
    {
        var operations = new OperationCount { Products = checked(mixtures * map.Count * (input.Channels + 1)) };
        walk.Add(parts.PathOf("values"), $"values, {mixtures} mixtures", input.ToArray(), map.ToArray(), parts.OwnParameters, operations);
    }

    // The layer pads the image so that the map keeps its size, which the convolution itself does not.
    private static void AddValues(CostWalk walk, Conv2d layer, string path, MapShape input, MapShape map)
    {
        var side = layer.kernel_size[0];
        walk.Add(path, $"convolution {side}×{side}", input.ToArray(), map.ToArray(), CostWalk.Parameters(layer), MapLayerCost.Products(layer, map));
    }
}
