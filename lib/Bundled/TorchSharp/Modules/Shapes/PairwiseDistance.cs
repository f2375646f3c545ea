using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>The p-norm of differences of rows.</summary>
    public sealed class PairwiseDistance : ParameterLessModule<Tensor, Tensor, Tensor>
    {
        internal PairwiseDistance(double norm, double eps, bool keepdim)
            : base(nameof(PairwiseDistance))
        {
            this.norm = norm;
            this.eps = eps;
            this.keepdim = keepdim;
        }

        /// <summary>The p of the norm.</summary>
        public double norm { get; set; }

        /// <summary>Added to differences.</summary>
        public double eps { get; set; }

        /// <summary>Whether the last dimension stays, with length 1.</summary>
        public bool keepdim { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input1, Tensor input2) => torch.nn.functional.pairwise_distance(input1, input2, norm, eps, keepdim);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The p-norm of differences of rows.</summary>
            public static Modules.PairwiseDistance PairwiseDistance(double p = 2.0, double eps = 1E-06, bool keepdim = false) => new(p, eps, keepdim);
        }
    }
}
