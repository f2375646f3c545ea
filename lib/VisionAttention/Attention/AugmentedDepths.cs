namespace VisionAttention.Attention;

/// <summary>How many channels an <see cref="AttentionAugmentedConv2d"/> gives to keys and values.</summary>
internal static class AugmentedDepths
{
    /// <summary>d_k = κ·outChannels and d_v = υ·outChannels, rounded to whole channels.</summary>
    /// <exception cref="ArgumentException">Settings that do not fit each other.</exception>
    public static (long KeyDim, long ValueDim) Of(long inChannels, long outChannels, AttentionAugmentedConv2dOptions options)
    {
        if (inChannels < 1 || outChannels < 1)
            throw new ArgumentException($"inChannels {inChannels} and outChannels {outChannels} must both be above 0");
        if (options.KernelSize < 1 || options.KernelSize % 2 == 0)
            throw new ArgumentException($"kernelSize {options.KernelSize} is not an odd number above 0: the map would change its size");
        if (options.Height < 1 || options.Width < 1)
            throw new ArgumentException($"height {options.Height} and width {options.Width} of the map must both be above 0");
        if (options.Heads < 1)
            throw new ArgumentException($"heads {options.Heads} is not above 0");
        return (Depth("key", options.KeyShare, outChannels, options.Heads), Depth("value", options.ValueShare, outChannels, options.Heads));
    }

    private static long Depth(string name, double share, long outChannels, long heads)
    {
        if (!(share > 0 && share <= 1))
            throw new ArgumentException($"{name}Share {share} is not above 0 and at most 1");
        var depth = (long)Math.Round(share * outChannels);
        if (depth < 1 || depth % heads != 0)
            throw new ArgumentException($"{name}Dim {depth} ({share} of outChannels {outChannels}) is not a multiple of heads {heads} above 0");
        return depth;
    }
}
