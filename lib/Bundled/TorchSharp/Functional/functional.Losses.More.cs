using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator BceOf = Operator.Find("binary_cross_entropy");
            private static readonly Operator HuberOf = Operator.Find("huber_loss");
            private static readonly Operator CosineEmbeddingOf = Operator.Find("cosine_embedding_loss");
            private static readonly Operator MarginRankingOf = Operator.Find("margin_ranking_loss");
            private static readonly Operator TripletOf = Operator.Find("triplet_margin_loss");

            /// <summary>The binary cross entropy of probabilities.</summary>
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                BceOf.Call(input, target, weight, (long)reduction);

            /// <summary>Squared below delta, delta times absolute above.</summary>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean) =>
                HuberOf.Call(input, target, (long)reduction, delta);

            /// <summary>Draws pairs marked 1 together and pairs marked −1 apart, by their cosine.</summary>
            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean) =>
                CosineEmbeddingOf.Call(input1, input2, target, margin, (long)reduction);

            /// <summary>Asks that input1 be above input2 by a margin where the target is 1, below where it is −1.</summary>
            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean) =>
                MarginRankingOf.Call(input1, input2, target, margin, (long)reduction);

            /// <summary>Asks that the positive be nearer to the anchor than the negative by a margin.</summary>
            public static Tensor triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1.0, long p = 2, double eps = 1E-06, bool swap = false, Reduction reduction = Reduction.Mean) =>
                TripletOf.Call(anchor, positive, negative, margin, (double)p, eps, swap, (long)reduction);
        }
    }
}
