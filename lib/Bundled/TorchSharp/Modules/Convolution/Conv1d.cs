using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Convolution of [B, C, L].</summary>
    public sealed class Conv1d : Convolution
    {
        internal Conv1d(ConvolutionSettings settings)
            : base(nameof(Conv1d), settings.Validated())
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            Validate(input);
            if (padding_mode == PaddingModes.Zeros)
            {
                return padding_type is { } kind
                    ? torch.nn.functional.conv1d_padding(input, weight, bias, stride[0], kind, dilation[0], groups)
                    : torch.nn.functional.conv1d(input, weight, bias, stride[0], padding[0], dilation[0], groups);
            }
            using var scope = torch.NewDisposeScope();
            return torch.nn.functional.conv1d(Padded(input), weight, bias, stride[0], padding: 0, dilation[0], groups).MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Convolution of [B, C, L].</summary>
            public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, [kernel_size], [stride], [padding], [dilation], groups, bias, padding_mode, null, device, dtype));

            /// <summary>Convolution of [B, C, L] with a border by name.</summary>
            public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, [kernel_size], [stride], [0], [dilation], groups, bias, padding_mode, padding, device, dtype));
        }
    }
}
