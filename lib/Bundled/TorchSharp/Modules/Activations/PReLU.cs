using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>x where it is positive, x times a learned slope elsewhere.</summary>
    public sealed class PReLU : torch.nn.Module<Tensor, Tensor>
    {
        private Parameter _weight;

        internal PReLU(long num_parameters, double init, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(PReLU))
        {
            if (num_parameters < 1)
                throw new ArgumentException($"num_parameters {num_parameters} is not above 0");
            this.num_parameters = num_parameters;
            this.init = init;
            _weight = LayerParameters.Full([num_parameters], init, device, dtype);
            register_parameter("weight", _weight);
        }

        /// <summary>One slope for all channels, or one for each.</summary>
        public long num_parameters { get; }

        /// <summary>Where the slopes start.</summary>
        public double init { get; }

        /// <summary>The slopes.</summary>
        public Parameter weight
        {
            get => OwnParameter("weight")!;
            set
            {
                _weight = value;
                SetParameter("weight", value);
            }
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => torch.nn.functional.prelu(tensor, weight);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where it is positive, x times a learned slope elsewhere.</summary>
            public static Modules.PReLU PReLU(long num_parameters, double init = 0.25, Device? device = null, ScalarType? dtype = null) => new(num_parameters, init, device, dtype);
        }
    }
}
