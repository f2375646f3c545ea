using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    public sealed class MaxPool2d : torch.nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernelSize;
        private readonly long[]? _stride;
        private readonly long[]? _padding;
        private readonly long[]? _dilation;
        private readonly bool _ceilMode;

        internal MaxPool2d(long[] kernelSize, long[]? stride, long[]? padding, long[]? dilation, bool ceilMode)
            : base(nameof(MaxPool2d))
        {
            _kernelSize = kernelSize;
            _stride = stride;
            _padding = padding;
            _dilation = dilation;
            _ceilMode = ceilMode;
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.max_pool2d(input, _kernelSize, _stride, _padding, _dilation, _ceilMode);
    }

    public sealed class AvgPool2d : torch.nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernelSize;
        private readonly long[]? _stride;
        private readonly long[]? _padding;
        private readonly bool _ceilMode;
        private readonly bool _countIncludePad;
        private readonly long? _divisor;

        internal AvgPool2d(long[] kernelSize, long[]? stride, long[]? padding, bool ceilMode, bool countIncludePad, long? divisor)
            : base(nameof(AvgPool2d))
        {
            _kernelSize = kernelSize;
            _stride = stride;
            _padding = padding;
            _ceilMode = ceilMode;
            _countIncludePad = countIncludePad;
            _divisor = divisor;
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.avg_pool2d(input, _kernelSize, _stride, _padding, _ceilMode, _countIncludePad, _divisor);
    }

    public sealed class AdaptiveAvgPool2d : torch.nn.Module<Tensor, Tensor>
    {
        private readonly long[] _outputSize;

        internal AdaptiveAvgPool2d(long[] outputSize)
            : base(nameof(AdaptiveAvgPool2d))
        {
            _outputSize = outputSize;
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.adaptive_avg_pool2d(input, _outputSize);
    }

    public sealed class Unfold : torch.nn.Module<Tensor, Tensor>
    {
        private readonly (long, long) _kernelSize;
        private readonly (long, long)? _dilation;
        private readonly (long, long)? _padding;
        private readonly (long, long)? _stride;

        internal Unfold((long, long) kernelSize, (long, long)? dilation, (long, long)? padding, (long, long)? stride)
            : base(nameof(Unfold))
        {
            _kernelSize = kernelSize;
            _dilation = dilation;
            _padding = padding;
            _stride = stride;
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.unfold(input, _kernelSize, _dilation, _padding, _stride);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => new(functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), functional.Both(dilation), ceil_mode);
            public static Modules.MaxPool2d MaxPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) => new(functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), functional.Both(dilation), ceil_mode);
            public static Modules.MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);
            public static Modules.AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), ceil_mode, count_include_pad, divisor_override);
            public static Modules.AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), ceil_mode, count_include_pad, divisor_override);
            public static Modules.AvgPool2d AvgPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(functional.Both(output_size));
            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(functional.Both(output_size));
            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);
            public static Modules.Unfold Unfold(long kernel_size, long dilation = 1, long padding = 0, long stride = 1) => new((kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));
            public static Modules.Unfold Unfold((long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) => new(kernel_size, dilation, padding, stride);
        }
    }
}
