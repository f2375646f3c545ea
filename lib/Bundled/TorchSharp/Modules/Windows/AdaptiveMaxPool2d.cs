using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>The largest values over windows chosen so that the output has a given size.</summary>
    public sealed class AdaptiveMaxPool2d : ParameterLessModule<Tensor, Tensor>
    {
        internal AdaptiveMaxPool2d(long[] output_size)
            : base(nameof(AdaptiveMaxPool2d))
        {
            this.output_size = output_size;
        }

        /// <summary>Height and width of the output.</summary>
        public long[] output_size { get; set; }

        /// <summary>The values and their places.</summary>
        public (Tensor output, Tensor indices) forward_with_indices(Tensor input) => torch.nn.functional.adaptive_max_pool2d_with_indices(input, output_size);

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => forward_with_indices(input).output;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The largest values over windows chosen so that the output has a given size.</summary>
            public static Modules.AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);
        }
    }
}
