using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>x moved towards 0 by lambda, 0 within lambda of it.</summary>
    public sealed class Softshrink : ParameterLessModule<Tensor, Tensor>
    {
        internal Softshrink(double lambda)
            : base(nameof(Softshrink))
        {
            this.lambda = lambda;
        }

        /// <summary>Half the width of the part that becomes 0.</summary>
        public double lambda { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => torch.nn.functional.softshrink(tensor, lambda);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x moved towards 0 by lambda, 0 within lambda of it.</summary>
            public static Modules.Softshrink Softshrink(double lambda = 0.5) => new(lambda);
        }
    }
}
