namespace VisionAttention.Layers;

/// <summary>Which side of a layer decides how large its first weights are.</summary>
public enum Fan
{
    /// <summary>The inputs that one output sums: keeps the size of the numbers on the way forward.</summary>
    In,

    /// <summary>The outputs that one input reaches: keeps the size of the gradients on the way back.</summary>
    Out,
}
