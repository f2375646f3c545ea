using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator Relu6Of = Operator.Find("relu6");
            private static readonly Operator SeluOf = Operator.Find("selu");
            private static readonly Operator CeluOf = Operator.Find("celu");
            private static readonly Operator MishOf = Operator.Find("mish");
            private static readonly Operator HardswishOf = Operator.Find("hardswish");
            private static readonly Operator HardsigmoidOf = Operator.Find("hardsigmoid");
            private static readonly Operator HardtanhOf = Operator.Find("hardtanh");
            private static readonly Operator HardshrinkOf = Operator.Find("hardshrink");
            private static readonly Operator SoftshrinkOf = Operator.Find("softshrink");
            private static readonly Operator ThresholdOf = Operator.Find("threshold");
            private static readonly Operator LogSigmoidOf = Operator.Find("log_sigmoid");
            private static readonly Operator GluOf = Operator.Find("glu");
            private static readonly Operator PreluOf = Operator.Find("prelu");

            /// <summary>1 / (1 + exp(−x)).</summary>
            public static Tensor sigmoid(Tensor x) => Given(x).sigmoid();

            /// <summary>1 / (1 + exp(−x)).</summary>
            public static Tensor sigmoid(Tensor x, bool inplace) => Finish(x, Given(x).sigmoid(), inplace);

            /// <summary>min(max(0, x), 6).</summary>
            public static Tensor relu6(Tensor x, bool inplace = false) => Finish(x, Relu6Of.Call(x), inplace);

            /// <summary>The scaled exponential linear unit.</summary>
            public static Tensor selu(Tensor x, bool inplace = false) => Finish(x, SeluOf.Call(x), inplace);

            /// <summary>The continuously differentiable exponential linear unit.</summary>
            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => Finish(x, CeluOf.Call(x, (Scalar)alpha), inplace);

            /// <summary>x · tanh(softplus(x)).</summary>
            public static Tensor mish(Tensor x, bool inplace = false) => Finish(x, MishOf.Call(x), inplace);

            /// <summary>x · ReLU6(x + 3) / 6.</summary>
            public static Tensor hardswish(Tensor input, bool inplace = false) => Finish(input, HardswishOf.Call(input), inplace);

            /// <summary>ReLU6(x + 3) / 6.</summary>
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => Finish(input, HardsigmoidOf.Call(input), inplace);

            /// <summary>x held between two bounds.</summary>
            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) =>
                Finish(x, HardtanhOf.Call(x, (Scalar)min_val, (Scalar)max_val), inplace);

            /// <summary>x where |x| is above lambda, 0 elsewhere.</summary>
            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => HardshrinkOf.Call(x, (Scalar)lambda);

            /// <summary>x moved towards 0 by lambda, and 0 where that would pass it.</summary>
            public static Tensor softshrink(Tensor x, double lambda = 0.5) => SoftshrinkOf.Call(x, (Scalar)lambda);

            /// <summary>Softmax over the channels of [B, C, H, W].</summary>
            public static Tensor softmax2d(Tensor x)
            {
                if (Given(x).ndim is not (3 or 4))
                    throw new ArgumentException($"softmax2d needs [B, C, H, W] or [C, H, W], got {x.ndim} dimensions");
                return x.softmax(-3);
            }

            /// <summary>x where it is above the threshold, a value elsewhere.</summary>
            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) =>
                Finish(x, ThresholdOf.Call(x, (Scalar)threshold, (Scalar)value), inplace);

            /// <summary>log σ(x).</summary>
            public static Tensor logsigmoid(Tensor x) => LogSigmoidOf.Call(x);

            /// <summary>The first half of a dimension times the sigmoid of its second half.</summary>
            public static Tensor glu(Tensor input, long dim = -1) => GluOf.Call(input, dim);

            /// <summary>x where x is above 0, weight · x elsewhere.</summary>
            public static Tensor prelu(Tensor input, Tensor weight) => PreluOf.Call(input, weight);

            /// <summary>Softmax of −x.</summary>
            public static Tensor softmin(Tensor x, long dim)
            {
                using var negative = x.neg();
                return negative.softmax(dim);
            }

            /// <summary>x / (1 + |x|).</summary>
            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var scope = NewDisposeScope();
                return Finish(x, x / (x.abs() + 1), inplace).MoveToOuterDisposeScope();
            }

            /// <summary>x − tanh(x).</summary>
            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var scope = NewDisposeScope();
                return Finish(x, Given(x) - x.tanh(), inplace).MoveToOuterDisposeScope();
            }

            // In place the input takes the values over, and a second handle to it is returned.
            private static Tensor Finish(Tensor input, Tensor result, bool inplace)
            {
                if (!inplace)
                    return result;
                input.copy_(result);
                result.Dispose();
                return input.alias();
            }
        }
    }
}
