using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Sums columns back into an image: [B, C·kH·kW, L] to [B, C, H, W].</summary>
    public sealed class Fold : ParameterLessModule<Tensor, Tensor>
    {
        internal Fold((long, long) output_size, (long, long) kernel_size, (long, long) dilation, (long, long) padding, (long, long) stride)
            : base(nameof(Fold))
        {
            this.output_size = output_size;
            this.kernel_size = kernel_size;
            this.dilation = dilation;
            this.padding = padding;
            this.stride = stride;
        }

        /// <summary>Height and width of the image.</summary>
        public (long, long) output_size { get; set; }

        /// <summary>Height and width of a window.</summary>
        public (long, long) kernel_size { get; set; }

        /// <summary>Step between taps, rows then columns.</summary>
        public (long, long) dilation { get; set; }

        /// <summary>Zeros added on each side, rows then columns.</summary>
        public (long, long) padding { get; set; }

        /// <summary>Step between windows, rows then columns.</summary>
        public (long, long) stride { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => torch.nn.functional.fold(tensor, output_size, kernel_size, dilation, padding, stride);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Sums columns back into an image: [B, C·kH·kW, L] to [B, C, H, W].</summary>
            public static Modules.Fold Fold(long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) => new((output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <summary>Sums columns back into an image: [B, C·kH·kW, L] to [B, C, H, W].</summary>
            public static Modules.Fold Fold((long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) => new(output_size, kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));
        }
    }
}
