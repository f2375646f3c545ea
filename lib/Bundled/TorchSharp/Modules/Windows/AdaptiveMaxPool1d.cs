using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>The largest values over windows chosen so that the output has a given length.</summary>
    public sealed class AdaptiveMaxPool1d : ParameterLessModule<Tensor, Tensor>
    {
        internal AdaptiveMaxPool1d(long output_size)
            : base(nameof(AdaptiveMaxPool1d))
        {
            this.output_size = output_size;
        }

        /// <summary>Length of the output.</summary>
        public long output_size { get; set; }

        /// <summary>The values and their places.</summary>
        public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => torch.nn.functional.adaptive_max_pool1d_with_indices(input, output_size);

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => forward_with_indices(input).Values;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The largest values over windows chosen so that the output has a given length.</summary>
            public static Modules.AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new(output_size);
        }
    }
}
