using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>x above the threshold, a fixed value elsewhere.</summary>
    public sealed class Threshold : ParameterLessModule<Tensor, Tensor>
    {
        internal Threshold(double threshold, double value, bool inplace)
            : base(nameof(Threshold))
        {
            this.threshold = threshold;
            this.value = value;
            this.inplace = inplace;
        }

        /// <summary>Above it x stays.</summary>
        public double threshold { get; set; }

        /// <summary>What stands elsewhere.</summary>
        public double value { get; set; }

        /// <summary>Whether the input itself is changed.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => torch.nn.functional.threshold(tensor, threshold, value, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x above the threshold, a fixed value elsewhere.</summary>
            public static Modules.Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);
        }
    }
}
