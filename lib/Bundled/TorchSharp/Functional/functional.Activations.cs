using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator GeluOf = Operator.Find("gelu");
            private static readonly Operator SiluOf = Operator.Find("silu");
            private static readonly Operator LeakyReluOf = Operator.Find("leaky_relu");
            private static readonly Operator EluOf = Operator.Find("elu");
            private static readonly Operator SoftplusOf = Operator.Find("softplus");
            private static readonly Operator DropoutOf = Operator.Find("dropout");

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Given(input).softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => Given(x).log_softmax(dim);

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? Given(x).relu_().alias() : Given(x).relu();

            public static Tensor tanh(Tensor x, bool inplace = false) => Finish(x, Given(x).tanh(), inplace);

            public static Tensor silu(Tensor x, bool inplace = false) => Finish(x, SiluOf.Call(x), inplace);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
            {
                var result = LeakyReluOf.Call(input, (Scalar)negative_slope);
                return Finish(input, result, inplace);
            }

            public static Tensor elu(Tensor x, double alpha, bool inplace = false)
            {
                var result = EluOf.Call(x, (Scalar)alpha);
                return Finish(x, result, inplace);
            }

            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => SoftplusOf.Call(x, (Scalar)beta, (Scalar)threshold);

            public static Tensor gelu(Tensor x) => gelu(x, Modules.GELU.Approximate.none);

            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false)
            {
                ArgumentNullException.ThrowIfNull(x);
                var mode = approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none";
                var result = x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU ? SafeGelu.apply(x, mode) : GeluOf.Call(x, mode);
                return Finish(x, result, inplace);
            }

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (p is < 0 or > 1)
                    throw new ArgumentException($"dropout probability {p} is not from 0 to 1");
                var result = DropoutOf.Call(input, p, training);
                return Finish(input, result, inplace);
            }

            // libtorch 1.13 on the CPU gives wrong float32 gradients of the exact GELU when the incoming gradient is not contiguous.
            private sealed class SafeGelu : autograd.SingleTensorFunction<SafeGelu>
            {
                private static readonly Operator BackwardOf = Operator.Find("gelu_backward");

                public override string Name => nameof(SafeGelu);

                public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
                {
                    var (input, mode) = ((Tensor)vars[0], (string)vars[1]);
                    ctx.save_for_backward([input]);
                    ctx.save_data("mode", mode);
                    return GeluOf.Call(input, mode);
                }

                public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
                {
                    var input = ctx.get_saved_variables()[0];
                    return [BackwardOf.Call(grad_output.contiguous(), input.contiguous(), (string)ctx.get_data("mode")), null!];
                }
            }
        }
    }
}
