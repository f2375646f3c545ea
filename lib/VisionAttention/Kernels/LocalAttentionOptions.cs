namespace VisionAttention.Kernels;

/// <summary>The settings of <see cref="LocalAttention"/> that are not tensors.</summary>
public sealed record LocalAttentionOptions
{
    /// <summary>Side k of the window, in positions; odd. The paper uses 7.</summary>
    public int KernelSize { get; init; } = 7;

    /// <summary>Number of heads; the channels are split evenly among them. The paper uses 8.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>What happens outside the image.</summary>
    public Border Border { get; init; } = Border.ZeroPad;

    /// <summary>Factor on the logits: 1 in the 2019 paper, 1/√headDim in the Transformer.</summary>
    public double Scale { get; init; } = 1.0;

    /// <summary>How it is computed.</summary>
    public Engine Engine { get; init; } = Engine.Auto;
}
