namespace VisionAttention.Training;

/// <summary>Which weights the weight decay acts on.</summary>
public enum WeightDecayTarget
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Matrices and filters only: not biases, norms and other vectors, tokens, and tables of positions.</summary>
    Matrices,
}
