using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>What all ways of mixing ask of a batch, and how they find an image's partner.</summary>
internal static class MixingRules
{
    /// <exception cref="ArgumentException">No batch of images with one row of targets each, or no permutation of it.</exception>
    public static void Check(Tensor? images, Tensor? targets, Tensor? permutation)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(targets);
        if (images.ndim != 4 || images.numel() == 0)
            throw new ArgumentException($"images is {Shapes.Text(images)}, expected [B, C, H, W] with numbers in it");
        LossRules.Floats(images, nameof(images));
        if (targets.ndim != 2 || targets.shape[0] != images.shape[0] || targets.shape[1] == 0)
            throw new ArgumentException($"targets is {Shapes.Text(targets)}, expected [{images.shape[0]}, classes]: Targets.OneHot makes them from labels");
        LossRules.Floats(targets, nameof(targets));
        if (permutation is not null)
            CheckPermutation(permutation, images.shape[0]);
    }

    /// <summary>The rows of each image's partner: the batch in reverse, or in a given order.</summary>
    public static Tensor Partners(Tensor batch, Tensor? permutation)
    {
        return permutation is null ? batch.flip(0) : batch.index_select(0, permutation.to(batch.device));
    }

    /// <summary>λ · targets + (1 − λ) · the partners' targets.</summary>
    public static Tensor Blend(Tensor batch, double lambda, Tensor? permutation)
    {
        return batch * lambda + Partners(batch, permutation) * (1 - lambda);
    }

    private static void CheckPermutation(Tensor permutation, long images)
    {
        if (permutation.ndim != 1 || permutation.shape[0] != images)
            throw new ArgumentException($"permutation is {Shapes.Text(permutation)}, expected [{images}]: one index for each image");
        if (permutation.dtype != ScalarType.Int64)
            throw new ArgumentException($"permutation holds {permutation.dtype}, expected Int64");
        var seen = new bool[images];
        var indices = WholeNumbers.Of(permutation);
        for (var place = 0; place < indices.Length; place++)
        {
            var index = indices[place];
            if (index < 0 || index >= images)
                throw new ArgumentException($"permutation[{place}] is {index}, expected an index from 0 to {images - 1}");
            if (seen[index])
                throw new ArgumentException($"permutation[{place}] is {index} for a second time: every image must be named once");
            seen[index] = true;
        }
    }
}
