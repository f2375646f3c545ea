using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    public abstract class Convolution : torch.nn.Module<Tensor, Tensor>
    {
        private protected Convolution(string name, ConvolutionSettings settings)
            : base(name)
        {
            Settings = settings;
            var shape = settings.Transposed
                ? new[] { settings.InChannels, settings.OutChannels / settings.Groups, settings.KernelSize[0], settings.KernelSize[1] }
                : [settings.OutChannels, settings.InChannels / settings.Groups, settings.KernelSize[0], settings.KernelSize[1]];
            weight = LayerParameters.Empty(shape, settings.Device, settings.Type);
            torch.nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
            bias = settings.Bias ? LayerParameters.Bias(settings.OutChannels, weight, settings.Device, settings.Type) : null;
        }

        public Parameter weight
        {
            get => OwnParameter(nameof(weight))!;
            set => SetParameter(nameof(weight), value);
        }

        public Parameter? bias
        {
            get => OwnParameter(nameof(bias));
            set => SetParameter(nameof(bias), value);
        }

        public long in_channels => Settings.InChannels;

        public long out_channels => Settings.OutChannels;

        internal ConvolutionSettings Settings { get; }
    }

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
            if (KernelSize.Any(side => side < 1) || Stride.Any(step => step < 1) || Dilation.Any(step => step < 1) || Padding.Any(side => side < 0))
                throw new ArgumentException($"kernel_size ({string.Join(", ", KernelSize)}), stride ({string.Join(", ", Stride)}) and dilation ({string.Join(", ", Dilation)}) must be above 0, padding ({string.Join(", ", Padding)}) not below");
            return this;
        }
    }

    public sealed class Conv2d : Convolution
    {
        internal Conv2d(ConvolutionSettings settings)
            : base(nameof(Conv2d), settings.Validated())
        {
        }

        public override Tensor forward(Tensor input)
        {
            if (Settings.Kind is { } kind)
                return torch.nn.functional.conv2d_padding(input, weight, bias, Settings.Stride, kind, Settings.Dilation, Settings.Groups);
            if (Settings.Mode == PaddingModes.Zeros)
                return torch.nn.functional.conv2d(input, weight, bias, Settings.Stride, Settings.Padding, Settings.Dilation, Settings.Groups);
            using var scope = torch.NewDisposeScope();
            long[] around = [Settings.Padding[1], Settings.Padding[1], Settings.Padding[0], Settings.Padding[0]];
            var padded = torch.nn.functional.pad(input, around, Settings.Mode);
            return torch.nn.functional.conv2d(padded, weight, bias, Settings.Stride, [0, 0], Settings.Dilation, Settings.Groups).MoveToOuterDisposeScope();
        }
    }

    public sealed class ConvTranspose2d : Convolution
    {
        internal ConvTranspose2d(ConvolutionSettings settings)
            : base(nameof(ConvTranspose2d), settings.Validated())
        {
        }

        public override Tensor forward(Tensor input)
        {
            return torch.nn.functional.conv_transpose2d(input, weight, bias, Settings.Stride, Settings.Padding, Settings.OutputPadding, Settings.Dilation, Settings.Groups);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                return new Conv2d(new ConvolutionSettings(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), functional.Both(dilation), groups, bias, padding_mode, null, device, dtype));
            }

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                return new Conv2d(new ConvolutionSettings(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride) ?? [1, 1], functional.Both(padding) ?? [0, 0], functional.Both(dilation) ?? [1, 1], groups, bias, padding_mode, null, device, dtype));
            }

            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                return new Conv2d(new ConvolutionSettings(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride), [0, 0], functional.Both(dilation), groups, bias, padding_mode, padding, device, dtype));
            }

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                return new Conv2d(new ConvolutionSettings(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride) ?? [1, 1], [0, 0], functional.Both(dilation) ?? [1, 1], groups, bias, padding_mode, padding, device, dtype));
            }

            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                return new ConvTranspose2d(new ConvolutionSettings(in_channels, out_channels, functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), functional.Both(dilation), groups, bias, padding_mode, null, device, dtype, Transposed: true, functional.Both(output_padding)));
            }
        }
    }
}
