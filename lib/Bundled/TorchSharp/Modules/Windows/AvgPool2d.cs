using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>The mean of each window: [B, C, H, W] to [B, C, H', W'].</summary>
    public sealed class AvgPool2d : ParameterLessModule<Tensor, Tensor>
    {
        internal AvgPool2d(long[] kernel_size, long[]? stride, long[]? padding, bool ceil_mode, bool count_include_pad, long? divisor_override)
            : base(nameof(AvgPool2d))
        {
            this.kernel_size = kernel_size;
            this.stride = stride;
            this.padding = padding;
            this.ceil_mode = ceil_mode;
            this.count_include_pad = count_include_pad;
            this.divisor_override = divisor_override;
        }

        /// <summary>Height and width of a window.</summary>
        public long[] kernel_size { get; set; }

        /// <summary>Step between windows; the kernel size where null.</summary>
        public long[]? stride { get; set; }

        /// <summary>Border on each side.</summary>
        public long[]? padding { get; set; }

        /// <summary>Whether the output size is rounded up.</summary>
        public bool ceil_mode { get; set; }

        /// <summary>Whether the border counts in the mean.</summary>
        public bool count_include_pad { get; set; }

        /// <summary>A divisor in place of the window's size.</summary>
        public long? divisor_override { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => torch.nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The mean of each window: [B, C, H, W] to [B, C, H', W'].</summary>
            public static Modules.AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), ceil_mode, count_include_pad, divisor_override);

            /// <summary>The mean of each window: [B, C, H, W] to [B, C, H', W'].</summary>
            public static Modules.AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), ceil_mode, count_include_pad, divisor_override);

            /// <summary>The mean of each window: [B, C, H, W] to [B, C, H', W'].</summary>
            public static Modules.AvgPool2d AvgPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
        }
    }
}
