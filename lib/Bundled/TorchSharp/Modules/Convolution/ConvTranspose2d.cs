using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Transposed convolution of [B, C, H, W].</summary>
    public sealed class ConvTranspose2d : ConvolutionTranspose
    {
        internal ConvTranspose2d(ConvolutionSettings settings)
            : base(nameof(ConvTranspose2d), settings.Validated())
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, long[]? output_size)
        {
            Validate(input);
            return torch.nn.functional.conv_transpose2d(input, weight, bias, stride, padding, OutputPadding(input, output_size), dilation, groups);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Transposed convolution of [B, C, H, W].</summary>
            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), functional.Both(dilation), groups, bias, padding_mode, null, device, dtype, Transposed: true, functional.Both(output_padding)));

            /// <summary>Transposed convolution of [B, C, H, W] with sizes that differ between height and width.</summary>
            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride) ?? [1, 1], functional.Both(padding) ?? [0, 0], functional.Both(dilation) ?? [1, 1], groups, bias, padding_mode, null, device, dtype, Transposed: true, functional.Both(output_padding)));
        }
    }
}
