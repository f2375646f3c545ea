using TorchSharp.Modules;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>What <see cref="PerChannelWindowAttention"/> and <see cref="PerChannelWindowStem"/> share.</summary>
internal static class PerChannelWindows
{
    /// <summary>A 1×1 projection as the port starts it: normal, of variance 2 / outChannels.</summary>
    public static Conv2d Projection(long inChannels, long outChannels, bool bias)
    {
        var projection = Conv2d(inChannels, outChannels, kernel_size: 1, bias: bias);
        init.kaiming_normal_(projection.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        return projection;
    }

    /// <summary>All windows of a padded map.</summary>
    /// <param name="padded">[B, C, H + K − 1, W + K − 1]</param>
    /// <param name="kernelSize">Side k of the window.</param>
    /// <returns>[B, C, K, K, H, W]</returns>
    public static Tensor Gather(Tensor padded, long kernelSize)
    {
        var (batch, channels) = (padded.shape[0], padded.shape[1]);
        return functional.unfold(padded, (kernelSize, kernelSize))                                  // [B, C·K·K, H·W]
            .reshape(batch, channels, kernelSize, kernelSize, padded.shape[2] - kernelSize + 1, padded.shape[3] - kernelSize + 1);
    }

    /// <summary>A softmax over the window for each channel by itself.</summary>
    /// <param name="query">[B, C, H, W]</param>
    /// <param name="key">[B, C, K, K, H, W]</param>
    /// <param name="value">[B, C, K, K, H, W]</param>
    /// <returns>[B, C, H, W]</returns>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        var logits = (query.unsqueeze(2).unsqueeze(2) * key).flatten(2, 3);                         // [B, C, K·K, H, W]
        return (functional.softmax(logits, dim: 2) * value.flatten(2, 3)).sum(2);                   // [B, C, H, W]
    }

    /// <summary>Refuses channels that the groups do not divide.</summary>
    public static void CheckChannels(long inChannels, long outChannels, int groups)
    {
        if (inChannels < 1)
            throw new ArgumentException($"inChannels {inChannels} is not above 0");
        if (groups < 1 || outChannels < 1 || outChannels % groups != 0)
            throw new ArgumentException($"outChannels {outChannels} is not a multiple of groups {groups}");
    }

    /// <summary>Refuses a map of another shape.</summary>
    public static void CheckImages(Tensor images, long inChannels)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ndim != 4 || images.shape[1] != inChannels || images.shape[2] < 1 || images.shape[3] < 1)
            throw new ArgumentException($"images are {Shapes.Text(images)}, expected [B, {inChannels}, H, W] with H and W above 0");
    }
}
