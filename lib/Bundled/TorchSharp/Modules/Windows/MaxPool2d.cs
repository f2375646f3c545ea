using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>The largest value of each window: [B, C, H, W] to [B, C, H', W'].</summary>
    public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
    {
        internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode)
            : base(nameof(MaxPool2d))
        {
            this.kernel_size = kernel_size;
            this.stride = stride;
            this.padding = padding;
            this.dilation = dilation;
            this.ceil_mode = ceil_mode;
        }

        /// <summary>Height and width of a window.</summary>
        public long[] kernel_size { get; set; }

        /// <summary>Step between windows; the kernel size where null.</summary>
        public long[]? stride { get; set; }

        /// <summary>Border on each side.</summary>
        public long[]? padding { get; set; }

        /// <summary>Step between taps.</summary>
        public long[]? dilation { get; set; }

        /// <summary>Whether the output size is rounded up.</summary>
        public bool ceil_mode { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => torch.nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

        /// <summary>The pooled tensor and where each maximum came from.</summary>
        /// <param name="input">[B, C, H, W].</param>
        public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => torch.nn.functional.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The largest value of each window: [B, C, H, W] to [B, C, H', W'].</summary>
            public static Modules.MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => new(functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), functional.Both(dilation), ceil_mode);

            /// <summary>The largest value of each window: [B, C, H, W] to [B, C, H', W'].</summary>
            public static Modules.MaxPool2d MaxPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) => new(functional.Both(kernel_size), functional.Both(stride), functional.Both(padding), functional.Both(dilation), ceil_mode);

            /// <summary>The largest value of each window: [B, C, H, W] to [B, C, H', W'].</summary>
            public static Modules.MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);
        }
    }
}
