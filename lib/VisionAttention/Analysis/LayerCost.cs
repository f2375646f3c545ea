namespace VisionAttention.Analysis;

/// <summary>What one layer costs for one image.</summary>
/// <param name="Name">Its place in the model as weights are named, for example <c>layer1.0.conv2.query</c>. The name of a block or a branch stands for the sum that ends it.</param>
/// <param name="Kind">What it does, in words.</param>
/// <param name="InputShape">What comes in, without the batch: [C, H, W], [N, D] or [D].</param>
/// <param name="OutputShape">What goes out, without the batch.</param>
/// <param name="Parameters">Trainable numbers of the layer itself; every parameter of a model belongs to one layer.</param>
/// <param name="MultiplyAdds">Multiplications paired with an addition, in convolutions, linear layers and attention; one of each is one.</param>
/// <param name="Flops">Operations under the report's convention; a multiplication and an addition are two.</param>
public sealed record LayerCost(
    string Name,
    string Kind,
    IReadOnlyList<long> InputShape,
    IReadOnlyList<long> OutputShape,
    long Parameters,
    long MultiplyAdds,
    long Flops);
