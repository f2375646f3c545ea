using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>Blends each image of a batch with another, and their targets in the same proportion.</summary>
/// <remarks>
/// λ · x_i + (1 − λ) · x_j for images and targets alike, one λ for the batch. Zhang et al. 2018 (1710.09412), section 2. The partner of
/// an image is the one at its place in the reversed batch, as timm has it: batches come shuffled, so it is a random one. Train with
/// <see cref="Losses.SoftTargetCrossEntropy"/>.
/// </remarks>
public static class MixUp
{
    /// <summary>Blends with a given share.</summary>
    /// <param name="images">[B, C, H, W], floats; not changed.</param>
    /// <param name="targets">[B, classes], floats, from <see cref="Targets.OneHot"/>; not changed.</param>
    /// <param name="lambda">Share λ of the image itself, from 0 to 1.</param>
    /// <param name="permutation">[B], int64: the index of each image's partner, every image once; null for the reversed batch.</param>
    /// <returns>New images and targets of the same shapes.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit, a share out of range, no permutation.</exception>
    public static MixedBatch Apply(Tensor images, Tensor targets, double lambda, Tensor? permutation = null)
    {
        LossRules.Share(lambda, nameof(lambda));
        MixingRules.Check(images, targets, permutation);
        using var scope = NewDisposeScope();
        return new MixedBatch(
            MixingRules.Blend(images, lambda, permutation).MoveToOuterDisposeScope(),
            MixingRules.Blend(targets, lambda, permutation).MoveToOuterDisposeScope(),
            lambda);
    }

    /// <summary>Blends with a share drawn from Beta(α, α).</summary>
    /// <param name="images">[B, C, H, W], floats; not changed.</param>
    /// <param name="targets">[B, classes], floats; not changed.</param>
    /// <param name="alpha">α of the distribution, from 0.001 to 1000; DeiT's is 0.8.</param>
    /// <param name="generator">Decides the share.</param>
    /// <returns>New images and targets of the same shapes, and the share.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit, α out of range.</exception>
    public static MixedBatch Draw(Tensor images, Tensor targets, double alpha, Generator generator)
    {
        MixingRules.Check(images, targets, permutation: null);
        return Apply(images, targets, SymmetricBeta.Draw(alpha, generator));
    }
}
