namespace TorchSharp.Modules;

/// <summary>The sizes of a convolution; lists have one entry per spatial dimension.</summary>
internal sealed record ConvolutionSettings(
    long InChannels,
    long OutChannels,
    long[] KernelSize,
    long[] Stride,
    long[] Padding,
    long[] Dilation,
    long Groups,
    bool Bias,
    PaddingModes Mode,
    Padding? Kind,
    torch.Device? Device,
    torch.ScalarType? Type,
    bool Transposed = false,
    long[]? OutputPadding = null)
{
    public ConvolutionSettings Validated()
    {
        if (InChannels < 1 || OutChannels < 1 || Groups < 1 || InChannels % Groups != 0 || OutChannels % Groups != 0)
            throw new ArgumentException($"in_channels {InChannels} and out_channels {OutChannels} must be multiples of groups {Groups}, all above 0");
        if (Any(KernelSize, least: 1) || Any(Stride, least: 1) || Any(Dilation, least: 1) || Any(Padding, least: 0))
            throw new ArgumentException($"kernel_size {Text(KernelSize)}, stride {Text(Stride)} and dilation {Text(Dilation)} must be above 0, padding {Text(Padding)} not below");
        if (Transposed && Mode != PaddingModes.Zeros)
            throw new ArgumentException($"padding_mode {Mode} does not go with a transposed convolution: use Zeros");
        if (Kind == TorchSharp.Padding.Same && Any(Stride, most: 1))
            throw new ArgumentException($"padding Same needs stride 1, got {Text(Stride)}");
        return this;
    }

    private static bool Any(long[] sides, long least = long.MinValue, long most = long.MaxValue) => Array.Exists(sides, side => side < least || side > most);

    private static string Text(long[] sides) => $"({string.Join(", ", sides)})";
}
