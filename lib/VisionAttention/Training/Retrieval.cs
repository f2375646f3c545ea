using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>How often a search finds what it should, where question i's answer is candidate i.</summary>
/// <remarks>R@k of image and text retrieval, as in Radford et al. 2021, Table 13. By chance it is k / candidates.</remarks>
public static class Retrieval
{
    /// <summary>Where each question's answer stands among its candidates.</summary>
    /// <param name="similarity">[questions, candidates], the larger the closer, at least as many candidates as questions; transposed it asks the other
    /// way.</param>
    /// <returns>[questions], Int64: 0 for the first place. Candidates that are exactly as close as the answer stand before it.</returns>
    /// <exception cref="ArgumentException">Another shape, or values that are not numbers.</exception>
    public static Tensor Ranks(Tensor similarity)
    {
        ArgumentNullException.ThrowIfNull(similarity);
        if (similarity.ndim != 2 || similarity.shape[0] == 0 || similarity.shape[0] > similarity.shape[1] || !similarity.is_floating_point())
            throw new ArgumentException($"similarity is {similarity.dtype} {Shapes.Text(similarity)}, expected floats [questions, candidates], a candidate for each question");
        using var scope = NewDisposeScope();
        Require.That(!similarity.isnan().any().item<bool>(), "similarity has values that are NaN, which have no place in an order");
        var answers = similarity.diagonal().unsqueeze(1);                                           // [questions, 1]
        return (similarity.ge(answers).sum(1) - 1).MoveToOuterDisposeScope();
    }

    /// <summary>R@k: the share of questions whose answer is among the k closest candidates.</summary>
    /// <param name="similarity">As for <see cref="Ranks"/>.</param>
    /// <param name="k">How many candidates are looked at.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentException">Another shape, or k below 1.</exception>
    public static double Recall(Tensor similarity, int k)
    {
        Require.AboveZero(k, nameof(k));
        using var scope = NewDisposeScope();
        return Ranks(similarity).lt(k).to(float64).mean().item<double>();
    }
}
