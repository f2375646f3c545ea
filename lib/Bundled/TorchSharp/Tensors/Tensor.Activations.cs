using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator GluOp = Operator.Find("glu");
        private static readonly Operator HardsigmoidOp = Operator.Find("hardsigmoid");
        private static readonly Operator HardsigmoidInPlaceOp = Operator.Find("hardsigmoid_");
        private static readonly Operator HardswishOp = Operator.Find("hardswish");
        private static readonly Operator HardswishInPlaceOp = Operator.Find("hardswish_");
        private static readonly Operator HardtanhOp = Operator.Find("hardtanh");
        private static readonly Operator HardtanhInPlaceOp = Operator.Find("hardtanh_");
        private static readonly Operator LeakyReluOp = Operator.Find("leaky_relu");
        private static readonly Operator LeakyReluInPlaceOp = Operator.Find("leaky_relu_");
        private static readonly Operator LogSigmoidOp = Operator.Find("log_sigmoid");
        private static readonly Operator PreluOp = Operator.Find("prelu");
        private static readonly Operator Relu6Op = Operator.Find("relu6");
        private static readonly Operator Relu6InPlaceOp = Operator.Find("relu6_");
        private static readonly Operator RreluOp = Operator.Find("rrelu");
        private static readonly Operator RreluInPlaceOp = Operator.Find("rrelu_");
        private static readonly Operator SeluOp = Operator.Find("selu");
        private static readonly Operator SeluInPlaceOp = Operator.Find("selu_");
        private static readonly Operator SiluOp = Operator.Find("silu");
        private static readonly Operator SiluInPlaceOp = Operator.Find("silu_");
        private static readonly Operator SoftplusOp = Operator.Find("softplus");
        private static readonly Operator ThresholdOp = Operator.Find("threshold");
        private static readonly Operator ThresholdInPlaceOp = Operator.Find("threshold_");

        public Tensor glu(long dim = -1) => GluOp.Call(this, dim);
        public Tensor hardsigmoid() => HardsigmoidOp.Call(this);
        public Tensor hardsigmoid_() => Changed(HardsigmoidInPlaceOp, this);
        public Tensor hardswish() => HardswishOp.Call(this);
        public Tensor hardswish_() => Changed(HardswishInPlaceOp, this);
        public Tensor hardtanh(Scalar min, Scalar max) => HardtanhOp.Call(this, min, max);
        public Tensor hardtanh_(Scalar min, Scalar max) => Changed(HardtanhInPlaceOp, this, min, max);
        public Tensor leaky_relu(Scalar negative_slope) => LeakyReluOp.Call(this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => Changed(LeakyReluInPlaceOp, this, negative_slope);
        public Tensor log_sigmoid() => LogSigmoidOp.Call(this);
        public Tensor prelu(Tensor target) => PreluOp.Call(this, target);
        public Tensor relu6() => Relu6Op.Call(this);
        public Tensor relu6_() => Changed(Relu6InPlaceOp, this);
        public Tensor rrelu(double lower = 0.125, double upper = 0.3333333333333333) => RreluOp.Call(this, (Scalar)lower, (Scalar)upper);
        public Tensor rrelu_(double lower = 0.125, double upper = 0.3333333333333333) => Changed(RreluInPlaceOp, this, (Scalar)lower, (Scalar)upper);
        public Tensor selu() => SeluOp.Call(this);
        public Tensor selu_() => Changed(SeluInPlaceOp, this);
        public Tensor silu() => SiluOp.Call(this);
        public Tensor silu_() => Changed(SiluInPlaceOp, this);
        public Tensor softplus(double beta = 1.0, double threshold = 20.0) => SoftplusOp.Call(this, (Scalar)beta, (Scalar)threshold);
        public Tensor threshold(Scalar threshold, Scalar value) => ThresholdOp.Call(this, threshold, value);
        public Tensor threshold_(Scalar threshold, Scalar value) => Changed(ThresholdInPlaceOp, this, threshold, value);
    }
}
