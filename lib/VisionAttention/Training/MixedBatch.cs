using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>A batch whose images and targets have been mixed with another's.</summary>
/// <param name="Images">[B, C, H, W]</param>
/// <param name="Targets">[B, classes]</param>
/// <param name="Lambda">Share of its own target that each image has kept, from 0 to 1.</param>
public readonly record struct MixedBatch(Tensor Images, Tensor Targets, double Lambda);
