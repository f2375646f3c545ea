using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>Stochastic depth: in training, an image skips a residual branch with some probability.</summary>
/// <remarks>
/// output = branch · mask / (1 − p), a mask of 0 or 1 for each image of the batch. Huang et al. 2016 (1603.09382), section 3, scaled in
/// training as timm does, so that evaluation leaves the branch as it is.
/// </remarks>
public sealed class DropPath : Module<Tensor, Tensor>
{
    private readonly double _probability;

    /// <summary>A layer without weights.</summary>
    /// <param name="probability">Probability p with which an image skips the branch, from 0 to below 1.</param>
    /// <exception cref="ArgumentException">No such probability.</exception>
    public DropPath(double probability)
        : base(nameof(DropPath))
    {
        Require.BelowOne(probability, "dropPath");
        _probability = probability;
    }

    /// <summary>Drops the branch for some of the images in training; in evaluation it returns the branch.</summary>
    /// <param name="branch">[B, ...], floats.</param>
    /// <returns>[B, ...]</returns>
    /// <exception cref="ArgumentException">A single number, or whole numbers.</exception>
    public override Tensor forward(Tensor branch)
    {
        CheckBranch(branch);
        if (!training || _probability == 0)
            return branch.alias();
        using var scope = NewDisposeScope();
        var keep = 1 - _probability;
        var mask = rand(branch.shape[0], dtype: branch.dtype, device: branch.device).lt(keep);
        return Apply(branch, mask, keep).MoveToOuterDisposeScope();
    }

    /// <summary>Drops the branch for given images.</summary>
    /// <param name="branch">[B, ...], floats.</param>
    /// <param name="mask">[B]; true or 1 keeps an image's branch.</param>
    /// <param name="keepProbability">What the kept branches are divided by, above 0 and at most 1.</param>
    /// <returns>[B, ...]</returns>
    /// <exception cref="ArgumentException">A single number or whole numbers, a mask of another length, or no such probability.</exception>
    public static Tensor Apply(Tensor branch, Tensor mask, double keepProbability)
    {
        CheckBranch(branch);
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.ndim != 1 || mask.shape[0] != branch.shape[0])
            throw new ArgumentException($"mask is {Shapes.Text(mask)}, branch {Shapes.Text(branch)}: expected one number for each image");
        if (!(keepProbability is > 0 and <= 1))
            throw new ArgumentException($"keepProbability {keepProbability} is not above 0 and at most 1");
        using var scope = NewDisposeScope();
        long[] perImage = [mask.shape[0], .. Enumerable.Repeat(1L, (int)branch.ndim - 1)];
        return (branch * mask.to(branch.dtype).reshape(perImage) / keepProbability).MoveToOuterDisposeScope();
    }

    private static void CheckBranch(Tensor branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        if (branch.ndim < 1)
            throw new ArgumentException($"branch is {Shapes.Text(branch)}, expected [B, ...]");
        Require.Floats(branch, "branch");
    }
}
