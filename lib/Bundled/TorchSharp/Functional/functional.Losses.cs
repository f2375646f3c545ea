using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator CrossEntropyOf = Operator.Find("cross_entropy_loss");
            private static readonly Operator NllLossOf = Operator.Find("nll_loss_nd");
            private static readonly Operator MseLossOf = Operator.Find("mse_loss");
            private static readonly Operator L1LossOf = Operator.Find("l1_loss");
            private static readonly Operator SmoothL1LossOf = Operator.Find("smooth_l1_loss");
            private static readonly Operator BceWithLogitsOf = Operator.Find("binary_cross_entropy_with_logits");
            private static readonly Operator KlDivOf = Operator.Find("kl_div");

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0)
            {
                return CrossEntropyOf.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);
            }

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                return NllLossOf.Call(input, target, weight, (long)reduction, -100);
            }

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => MseLossOf.Call(input, target, (long)reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => L1LossOf.Call(input, target, (long)reduction);

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
            {
                return SmoothL1LossOf.Call(input, target, (long)reduction, beta);
            }

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
            {
                return BceWithLogitsOf.Call(input, target, weight, pos_weights, (long)reduction);
            }

            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean)
            {
                return KlDivOf.Call(input, target, (long)reduction, log_target);
            }
        }
    }
}
