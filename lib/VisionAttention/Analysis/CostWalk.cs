using static TorchSharp.torch;

namespace VisionAttention.Analysis;

/// <summary>The layers passed so far.</summary>
internal sealed class CostWalk(CostConvention convention)
{
    private readonly OperationWeights _weights = OperationWeights.Of(convention);
    private readonly List<LayerCost> _layers = [];

    public IReadOnlyList<LayerCost> Layers => _layers;

    /// <summary>Adds a layer.</summary>
    public void Add(string name, string kind, long[] input, long[] output, long parameters, OperationCount operations)
    {
        _layers.Add(new LayerCost(name, kind, input, output, parameters, operations.MultiplyAdds, _weights.Flops(operations)));
    }

    /// <summary>Number of trainable numbers of a layer, those of layers inside it included.</summary>
    public static long Parameters(nn.Module layer)
    {
        return layer.parameters().Sum(parameter => parameter.numel());
    }
}
