using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Convolution of [B, C, H, W].</summary>
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(ConvolutionSettings settings)
            : base(nameof(Conv2d), settings.Validated())
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            Validate(input);
            if (padding_mode == PaddingModes.Zeros)
            {
                return padding_type is { } kind
                    ? torch.nn.functional.conv2d_padding(input, weight, bias, stride, kind, dilation, groups)
                    : torch.nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
            }
            using var scope = torch.NewDisposeScope();
            return torch.nn.functional.conv2d(Padded(input), weight, bias, stride, [0, 0], dilation, groups).MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Convolution of [B, C, H, W].</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), functional.Both(dilation), groups, bias, padding_mode, null, device, dtype));

            /// <summary>Convolution of [B, C, H, W] with sizes that differ between height and width.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride) ?? [1, 1], functional.Both(padding) ?? [0, 0], functional.Both(dilation) ?? [1, 1], groups, bias, padding_mode, null, device, dtype));

            /// <summary>Convolution of [B, C, H, W] with a border by name.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride), [0, 0], functional.Both(dilation), groups, bias, padding_mode, padding, device, dtype));

            /// <summary>Convolution of [B, C, H, W] with a border by name and sizes that differ between height and width.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride) ?? [1, 1], [0, 0], functional.Both(dilation) ?? [1, 1], groups, bias, padding_mode, padding, device, dtype));
        }
    }
}
