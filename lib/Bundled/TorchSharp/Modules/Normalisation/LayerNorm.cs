using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Normalises the last dimensions of each example.</summary>
    public sealed class LayerNorm : torch.nn.Module<Tensor, Tensor>
    {
        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            ArgumentNullException.ThrowIfNull(normalized_shape);
            this.normalized_shape = normalized_shape;
            this.eps = eps;
            this.elementwise_affine = elementwise_affine;
            if (!elementwise_affine)
                return;
            SetParameter(nameof(weight), LayerParameters.Full(normalized_shape, 1, device, dtype));
            if (bias)
                SetParameter(nameof(bias), LayerParameters.Full(normalized_shape, 0, device, dtype));
        }

        /// <summary>normalized_shape, or null.</summary>
        public Parameter? weight
        {
            get => OwnParameter(nameof(weight));
            set => SetParameter(nameof(weight), value);
        }

        /// <summary>normalized_shape, or null.</summary>
        public Parameter? bias
        {
            get => OwnParameter(nameof(bias));
            set => SetParameter(nameof(bias), value);
        }

        /// <summary>The sizes of the dimensions that are normalised.</summary>
        public long[] normalized_shape { get; set; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>Whether there is a weight.</summary>
        public bool elementwise_affine { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => torch.nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);

        /// <summary>Sets the weight to 1 and the bias to 0.</summary>
        public void reset_parameters()
        {
            if (weight is { } scale)
                torch.nn.init.ones_(scale);
            if (bias is { } shift)
                torch.nn.init.zeros_(shift);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Normalises the last dimensions of each example.</summary>
            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1E-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            /// <summary>Normalises the last dimension of each example.</summary>
            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1E-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
