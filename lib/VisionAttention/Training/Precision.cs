using System.Diagnostics.CodeAnalysis;

namespace VisionAttention.Training;

/// <summary>The numbers that forward and backward pass compute with. The optimiser's weights are float32 in every case.</summary>
public enum Precision
{
    /// <summary>bfloat16 on a CUDA device, where it is faster; float32 elsewhere.</summary>
    Auto,

    /// <summary>float32.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "It is about number types, and float32 is the name of this one.")]
    Float32,

    /// <summary>bfloat16 with float32 master weights; batch normalisation stays in float32. On a processor it is for checking: slower.</summary>
    BFloat16,
}
