using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>The loss of a batch, by class or by mixed targets.</summary>
internal static class BatchLoss
{
    /// <param name="logits">[B, classes]</param>
    /// <param name="labels">[B], int64.</param>
    /// <param name="targets">[B, classes] where images were mixed, else null.</param>
    /// <param name="smoothing">Share of the target spread over all classes.</param>
    /// <remarks>Without <see cref="Losses"/>' check of every label, which would wait for a GPU: the trainer checks the sources before it begins.</remarks>
    public static Tensor Of(Tensor logits, Tensor labels, Tensor? targets, double smoothing)
    {
        if (targets is null)
            return nn.functional.cross_entropy(logits, labels, label_smoothing: smoothing);
        return Losses.SoftTargetCrossEntropy(logits, targets * (1 - smoothing) + smoothing / logits.shape[1]);
    }
}
