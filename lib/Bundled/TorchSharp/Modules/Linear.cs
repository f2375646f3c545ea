using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    public sealed class Linear : torch.nn.Module<Tensor, Tensor>
    {
        internal Linear(Parameter weight, Parameter? bias)
            : base(nameof(Linear))
        {
            this.weight = weight;
            this.bias = bias;
            in_features = weight.shape[1];
            out_features = weight.shape[0];
        }

        internal static Linear Create(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
        {
            var weight = LayerParameters.Empty([outputSize, inputSize], device, dtype);
            torch.nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
            return new Linear(weight, hasBias ? LayerParameters.Bias(outputSize, weight, device, dtype) : null);
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

        public long in_features { get; set; }

        public long out_features { get; set; }

        public override Tensor forward(Tensor tensor) => torch.nn.functional.linear(tensor, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            {
                return Modules.Linear.Create(inputSize, outputSize, hasBias, device, dtype);
            }

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
