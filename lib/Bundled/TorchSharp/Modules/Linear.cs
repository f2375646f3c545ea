using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>x Wᵀ + b over the last dimension.</summary>
    public sealed class Linear : torch.nn.Module<Tensor, Tensor>
    {
        internal Linear(Parameter weight, Parameter? bias)
            : base(nameof(Linear))
        {
            ArgumentNullException.ThrowIfNull(weight);
            this.weight = weight;
            this.bias = bias;
            in_features = weight.shape[1];
            out_features = weight.shape[0];
        }

        /// <summary>[outputSize, inputSize].</summary>
        public Parameter weight
        {
            get => OwnParameter(nameof(weight))!;
            set => SetParameter(nameof(weight), value);
        }

        /// <summary>[outputSize], or null.</summary>
        public Parameter? bias
        {
            get => OwnParameter(nameof(bias));
            set => SetParameter(nameof(bias), value);
        }

        /// <summary>The width of the input.</summary>
        public long in_features { get; set; }

        /// <summary>The width of the output.</summary>
        public long out_features { get; set; }

        internal static Linear Create(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
        {
            if (inputSize < 0 || outputSize < 0)
                throw new ArgumentException($"inputSize {inputSize} and outputSize {outputSize} must not be negative");
            var weight = LayerParameters.Empty([outputSize, inputSize], device, dtype);
            torch.nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
            return new Linear(weight, hasBias ? LayerParameters.Bias(outputSize, weight, device, dtype) : null);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => torch.nn.functional.linear(tensor, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A linear layer, [..., inputSize] to [..., outputSize].</summary>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                Modules.Linear.Create(inputSize, outputSize, hasBias, device, dtype);

            /// <summary>A linear layer over given parameters.</summary>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            /// <summary>Makes a parameter of a tensor; the tensor is invalid afterwards.</summary>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
