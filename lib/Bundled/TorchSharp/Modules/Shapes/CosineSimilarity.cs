using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>The cosine of the angle between vectors along one dimension.</summary>
    public sealed class CosineSimilarity : ParameterLessModule<Tensor, Tensor, Tensor>
    {
        internal CosineSimilarity(long dim, double eps)
            : base(nameof(CosineSimilarity))
        {
            this.dim = dim;
            this.eps = eps;
        }

        /// <summary>The dimension of the vectors.</summary>
        public long dim { get; set; }

        /// <summary>The least length counted.</summary>
        public double eps { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input1, Tensor input2) => torch.nn.functional.cosine_similarity(input1, input2, dim, eps);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The cosine of the angle between vectors along one dimension.</summary>
            public static Modules.CosineSimilarity CosineSimilarity(long dim = 1, double eps = 1E-08) => new(dim, eps);
        }
    }
}
