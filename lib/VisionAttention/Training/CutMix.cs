using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>Pastes a rectangle of another image into each image of a batch, and blends their targets by area.</summary>
/// <remarks>
/// Yun et al. 2019 (1905.04899), section 3. The rectangle has the image's proportions and is cut off at its border, so its area is not
/// the one that was drawn: λ is corrected to the share that is really kept, as timm does. One rectangle for the batch; the partner of
/// an image is the one at its place in the reversed batch. Train with <see cref="Losses.SoftTargetCrossEntropy"/>.
/// </remarks>
public static class CutMix
{
    /// <summary>The rectangle for a share and a centre.</summary>
    /// <param name="height">Rows of the images, above 0.</param>
    /// <param name="width">Columns of the images, above 0.</param>
    /// <param name="lambda">Share λ of the image itself, from 0 to 1, before the rectangle is cut off.</param>
    /// <param name="centreRow">Row of the centre, from 0 to height − 1.</param>
    /// <param name="centreColumn">Column of the centre, from 0 to width − 1.</param>
    /// <returns>The rectangle, and the share of the image that it leaves.</returns>
    /// <exception cref="ArgumentException">A number out of range.</exception>
    /// <remarks>Each side is ⌊side · √(1 − λ)⌋, and half of it, rounded down, lies on each side of the centre: an odd side loses a
    /// pixel.</remarks>
    public static (CutBox Box, double Lambda) Box(long height, long width, double lambda, long centreRow, long centreColumn)
    {
        LossRules.Share(lambda, nameof(lambda));
        if (height < 1 || width < 1)
            throw new ArgumentException($"an image of {height}×{width} has no pixels");
        if (centreRow < 0 || centreRow >= height)
            throw new ArgumentException($"centreRow {centreRow} is not from 0 to {height - 1}");
        if (centreColumn < 0 || centreColumn >= width)
            throw new ArgumentException($"centreColumn {centreColumn} is not from 0 to {width - 1}");
        var ratio = Math.Sqrt(1 - lambda);
        var (top, bottom) = Side(height, ratio, centreRow);
        var (left, right) = Side(width, ratio, centreColumn);
        var box = new CutBox(top, bottom, left, right);
        return (box, box.ShareOutside(height, width));
    }

    /// <summary>Pastes a given rectangle.</summary>
    /// <param name="images">[B, C, H, W], floats; not changed.</param>
    /// <param name="targets">[B, classes], floats, from <see cref="Targets.OneHot"/>; not changed.</param>
    /// <param name="box">The rectangle, inside the images. Its area decides the share of the targets.</param>
    /// <param name="permutation">[B], int64: the index of each image's partner, every image once; null for the reversed batch.</param>
    /// <returns>New images and targets of the same shapes, and the share that each image keeps.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit, a box outside the images, no permutation.</exception>
    public static MixedBatch Apply(Tensor images, Tensor targets, CutBox box, Tensor? permutation = null)
    {
        MixingRules.Check(images, targets, permutation);
        var (height, width) = (images.shape[2], images.shape[3]);
        var lambda = box.ShareOutside(height, width);
        using var scope = NewDisposeScope();
        var isPasted = zeros(height, width, dtype: ScalarType.Bool, device: images.device);         // [H, W]
        isPasted.narrow(0, box.Top, box.Bottom - box.Top).narrow(1, box.Left, box.Right - box.Left).fill_(true);
        return new MixedBatch(
            where(isPasted, MixingRules.Partners(images, permutation), images).MoveToOuterDisposeScope(),
            MixingRules.Blend(targets, lambda, permutation).MoveToOuterDisposeScope(),
            lambda);
    }

    /// <summary>Pastes a rectangle whose share is drawn from Beta(α, α) and whose centre may be any pixel.</summary>
    /// <param name="images">[B, C, H, W], floats; not changed.</param>
    /// <param name="targets">[B, classes], floats; not changed.</param>
    /// <param name="alpha">α of the distribution, from 0.001 to 1000; DeiT's is 1.</param>
    /// <param name="generator">Decides share and centre.</param>
    /// <returns>New images and targets of the same shapes, and the share that each image keeps.</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit, α out of range.</exception>
    public static MixedBatch Draw(Tensor images, Tensor targets, double alpha, Generator generator)
    {
        MixingRules.Check(images, targets, permutation: null);
        var lambda = SymmetricBeta.Draw(alpha, generator);
        var (height, width) = (images.shape[2], images.shape[3]);
        var (box, _) = Box(height, width, lambda, Pixel(height, generator), Pixel(width, generator));
        return Apply(images, targets, box);
    }

    private static (long From, long To) Side(long length, double ratio, long centre)
    {
        var half = (long)(length * ratio) / 2;
        return (Math.Max(0, centre - half), Math.Min(length, centre + half));
    }

    private static long Pixel(long length, Generator generator)
    {
        using var scope = NewDisposeScope();
        return randint(length, new Size(1), dtype: ScalarType.Int64, generator: generator).item<long>();
    }
}
