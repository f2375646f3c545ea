using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AbsOp = Operator.Find("abs");
        private static readonly Operator NegOp = Operator.Find("neg");
        private static readonly Operator ExpOp = Operator.Find("exp");
        private static readonly Operator LogOp = Operator.Find("log");
        private static readonly Operator Log2Op = Operator.Find("log2");
        private static readonly Operator Log10Op = Operator.Find("log10");
        private static readonly Operator Log1pOp = Operator.Find("log1p");
        private static readonly Operator Expm1Op = Operator.Find("expm1");
        private static readonly Operator SqrtOp = Operator.Find("sqrt");
        private static readonly Operator RsqrtOp = Operator.Find("rsqrt");
        private static readonly Operator SinOp = Operator.Find("sin");
        private static readonly Operator CosOp = Operator.Find("cos");
        private static readonly Operator TanOp = Operator.Find("tan");
        private static readonly Operator TanhOp = Operator.Find("tanh");
        private static readonly Operator SigmoidOp = Operator.Find("sigmoid");
        private static readonly Operator ReluOp = Operator.Find("relu");
        private static readonly Operator ErfOp = Operator.Find("erf");
        private static readonly Operator ErfcOp = Operator.Find("erfc");
        private static readonly Operator FloorOp = Operator.Find("floor");
        private static readonly Operator CeilOp = Operator.Find("ceil");
        private static readonly Operator TruncOp = Operator.Find("trunc");
        private static readonly Operator SignOp = Operator.Find("sign");
        private static readonly Operator ReciprocalOp = Operator.Find("reciprocal");
        private static readonly Operator SquareOp = Operator.Find("square");
        private static readonly Operator IsnanOp = Operator.Find("isnan");
        private static readonly Operator IsinfOp = Operator.Find("isinf");
        private static readonly Operator IsfiniteOp = Operator.Find("isfinite");
        private static readonly Operator LogicalNotOp = Operator.Find("logical_not");
        private static readonly Operator RoundDecimalsOp = Operator.Find("round", "decimals");
        private static readonly Operator ExpInPlaceOp = Operator.Find("exp_");
        private static readonly Operator SqrtInPlaceOp = Operator.Find("sqrt_");
        private static readonly Operator NegInPlaceOp = Operator.Find("neg_");
        private static readonly Operator SigmoidInPlaceOp = Operator.Find("sigmoid_");
        private static readonly Operator ReluInPlaceOp = Operator.Find("relu_");
        private static readonly Operator LogicalNotInPlaceOp = Operator.Find("logical_not_");

        public Tensor abs() => AbsOp.Call(this);
        public Tensor neg() => NegOp.Call(this);
        public Tensor exp() => ExpOp.Call(this);
        public Tensor log() => LogOp.Call(this);
        public Tensor log2() => Log2Op.Call(this);
        public Tensor log10() => Log10Op.Call(this);
        public Tensor log1p() => Log1pOp.Call(this);
        public Tensor expm1() => Expm1Op.Call(this);
        public Tensor sqrt() => SqrtOp.Call(this);
        public Tensor rsqrt() => RsqrtOp.Call(this);
        public Tensor sin() => SinOp.Call(this);
        public Tensor cos() => CosOp.Call(this);
        public Tensor tan() => TanOp.Call(this);
        public Tensor tanh() => TanhOp.Call(this);
        public Tensor sigmoid() => SigmoidOp.Call(this);
        public Tensor relu() => ReluOp.Call(this);
        public Tensor erf() => ErfOp.Call(this);
        public Tensor erfc() => ErfcOp.Call(this);
        public Tensor floor() => FloorOp.Call(this);
        public Tensor ceil() => CeilOp.Call(this);
        public Tensor trunc() => TruncOp.Call(this);
        public Tensor sign() => SignOp.Call(this);
        public Tensor reciprocal() => ReciprocalOp.Call(this);
        public Tensor square() => SquareOp.Call(this);
        public Tensor isnan() => IsnanOp.Call(this);
        public Tensor isinf() => IsinfOp.Call(this);
        public Tensor isfinite() => IsfiniteOp.Call(this);
        public Tensor logical_not() => LogicalNotOp.Call(this);
        public Tensor round(long decimals = 0) => RoundDecimalsOp.Call(this, decimals);
        public Tensor exp_() => Changed(ExpInPlaceOp, this);
        public Tensor sqrt_() => Changed(SqrtInPlaceOp, this);
        public Tensor neg_() => Changed(NegInPlaceOp, this);
        public Tensor sigmoid_() => Changed(SigmoidInPlaceOp, this);
        public Tensor relu_() => Changed(ReluInPlaceOp, this);
        public Tensor logical_not_() => Changed(LogicalNotInPlaceOp, this);
    }
}
