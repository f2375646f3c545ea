namespace VisionAttention.Kernels;

/// <summary>How local attention is computed. Every engine gives the same numbers.</summary>
public enum Engine
{
    /// <summary>The fastest that can compute a call: <see cref="FusedCpu"/> where it can, otherwise <see cref="TensorOps"/>.</summary>
    Auto,

    /// <summary>Gathers each window (unfold), then follows the equations line by line; memory grows with kernelSize².</summary>
    Reference,

    /// <summary>Reads the map shifted, a few images at a time; any device, any floating type, memory of k² numbers a pixel for those images only.</summary>
    TensorOps,

    /// <summary>One pass of vector instructions over the map, nothing of size k² kept; float32 on the CPU, windows up to 15, heads up to 128 wide.</summary>
    FusedCpu,
}
