using VisionAttention.Attention;
using VisionAttention.Tensors;

namespace VisionAttention.Costs;

/// <summary>The costs of local self-attention and of the attention stem.</summary>
internal static class AttentionCosts
{
    private const int PoolWindow = 4;

    /// <summary>Projections, then a window of k² neighbours for every pixel.</summary>
    /// <remarks>
    /// Ramachandran et al. 2019, section 3.1. For each pixel 3·C² products and, for each of C channels and k² neighbours, one of q·k, one of
    /// q·r and one of the weighted sum. The attention runs on the whole map; a stride of 2 is a 2×2 average pool after it.
    /// </remarks>
    public static MapShape AddLocal(Part part, LocalSelfAttention layer, MapShape input)
    {
        var options = layer.Options;
        var map = input;
        foreach (var name in new[] { "query", "key", "value" })
            map = part.Find(name)?.AddConvolution(input) ?? map;
        var isPooled = options.Stride != 1;
        var output = isPooled ? map.Every(2) : map;
        var neighbours = checked((long)options.KernelSize * options.KernelSize);
        var products = checked(neighbours * map.Count);
        var operations = new OperationCount
        {
            Products = checked(options.Position == PositionKind.RelativeOnly ? products : 2 * products),
            PositionProducts = options.Position == PositionKind.Relative ? products : 0,
            PositionOnlyProducts = options.Position == PositionKind.RelativeOnly ? products : 0,
            Softmax = checked(options.Heads * neighbours * map.Pixels),
            Pooled = isPooled ? checked(PoolWindow * output.Count) : 0,
        };
        var kind = $"attention {options.KernelSize}×{options.KernelSize}, {Counted.Text(options.Heads, "head")}{(isPooled ? ", pool" : "")}";
        part.Add(kind, input, output, part.Parameters, operations);
        return output;
    }

    /// <summary>Projections, values, then attention inside each block.</summary>
    /// <remarks>
    /// Ramachandran et al. 2019, section 3.2 and appendix. A pixel has block² neighbours. Spatially aware values are all m value maps of a
    /// pixel, then their mixture: C·(inChannels + 1) products for each. The other kinds of values have a position term in the logits (Table 7).
    /// </remarks>
    public static MapShape AddStem(Part part, AttentionStem layer, MapShape input)
    {
        var options = layer.Options;
        if (input.Size.Height % options.Block != 0 || input.Size.Width % options.Block != 0)
            throw new ArgumentException($"the image is {input.Size}, which blocks of block {options.Block} do not fill");
        var map = part["query"].AddConvolution(input);
        part["key"].AddConvolution(input);
        var isMixed = options.Values == StemValues.SpatiallyAware;
        if (isMixed)
        {
            var mixed = new OperationCount { Products = checked(options.Mixtures * map.Count * (input.Channels + 1)) };
            part.Add($"values, {options.Mixtures} mixtures", input, map, part.Parameters, mixed, "values");
        }
        else
        {
            part["value"].AddConvolution(input, padded: map);
        }
        var neighbours = (long)options.Block * options.Block;
        var operations = new OperationCount
        {
            Products = checked(2 * neighbours * map.Count),
            PositionProducts = isMixed ? 0 : checked(neighbours * map.Count),
            Softmax = checked(options.Heads * neighbours * map.Pixels),
        };
        part.Add($"attention in {options.Block}×{options.Block}, {Counted.Text(options.Heads, "head")}", input, map, isMixed ? 0 : part.Parameters, operations);
        return map;
    }
}
