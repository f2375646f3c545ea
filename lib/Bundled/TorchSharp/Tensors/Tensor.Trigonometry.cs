using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AcosOp = Operator.Find("acos");
        private static readonly Operator AcosInPlaceOp = Operator.Find("acos_");
        private static readonly Operator AcoshOp = Operator.Find("acosh");
        private static readonly Operator AcoshInPlaceOp = Operator.Find("acosh_");
        private static readonly Operator AsinOp = Operator.Find("asin");
        private static readonly Operator AsinInPlaceOp = Operator.Find("asin_");
        private static readonly Operator AsinhOp = Operator.Find("asinh");
        private static readonly Operator AsinhInPlaceOp = Operator.Find("asinh_");
        private static readonly Operator AtanOp = Operator.Find("atan");
        private static readonly Operator AtanInPlaceOp = Operator.Find("atan_");
        private static readonly Operator AtanhOp = Operator.Find("atanh");
        private static readonly Operator AtanhInPlaceOp = Operator.Find("atanh_");
        private static readonly Operator CosInPlaceOp = Operator.Find("cos_");
        private static readonly Operator CoshOp = Operator.Find("cosh");
        private static readonly Operator CoshInPlaceOp = Operator.Find("cosh_");
        private static readonly Operator Deg2radOp = Operator.Find("deg2rad");
        private static readonly Operator Deg2radInPlaceOp = Operator.Find("deg2rad_");
        private static readonly Operator HeavisideOp = Operator.Find("heaviside");
        private static readonly Operator HeavisideInPlaceOp = Operator.Find("heaviside_");
        private static readonly Operator HypotOp = Operator.Find("hypot");
        private static readonly Operator Rad2degOp = Operator.Find("rad2deg");
        private static readonly Operator Rad2degInPlaceOp = Operator.Find("rad2deg_");
        private static readonly Operator SinInPlaceOp = Operator.Find("sin_");
        private static readonly Operator SincOp = Operator.Find("sinc");
        private static readonly Operator SincInPlaceOp = Operator.Find("sinc_");
        private static readonly Operator SinhOp = Operator.Find("sinh");
        private static readonly Operator SinhInPlaceOp = Operator.Find("sinh_");
        private static readonly Operator TanInPlaceOp = Operator.Find("tan_");
        private static readonly Operator TanhInPlaceOp = Operator.Find("tanh_");

        public Tensor acos() => AcosOp.Call(this);
        public Tensor acos_() => Changed(AcosInPlaceOp, this);
        public Tensor acosh() => AcoshOp.Call(this);
        public Tensor acosh_() => Changed(AcoshInPlaceOp, this);
        public Tensor asin() => AsinOp.Call(this);
        public Tensor asin_() => Changed(AsinInPlaceOp, this);
        public Tensor asinh() => AsinhOp.Call(this);
        public Tensor asinh_() => Changed(AsinhInPlaceOp, this);
        public Tensor atan() => AtanOp.Call(this);
        public Tensor atan_() => Changed(AtanInPlaceOp, this);
        public Tensor atanh() => AtanhOp.Call(this);
        public Tensor atanh_() => Changed(AtanhInPlaceOp, this);
        public Tensor cos_() => Changed(CosInPlaceOp, this);
        public Tensor cosh() => CoshOp.Call(this);
        public Tensor cosh_() => Changed(CoshInPlaceOp, this);
        public Tensor deg2rad() => Deg2radOp.Call(this);
        public Tensor deg2rad_() => Changed(Deg2radInPlaceOp, this);
        public Tensor heaviside(Tensor other) => HeavisideOp.Call(this, other);
        public Tensor heaviside_(Tensor other) => Changed(HeavisideInPlaceOp, this, other);
        public Tensor hypot(Tensor other) => HypotOp.Call(this, other);
        public Tensor rad2deg() => Rad2degOp.Call(this);
        public Tensor rad2deg_() => Changed(Rad2degInPlaceOp, this);
        public Tensor sin_() => Changed(SinInPlaceOp, this);
        public Tensor sinc() => SincOp.Call(this);
        public Tensor sinc_() => Changed(SincInPlaceOp, this);
        public Tensor sinh() => SinhOp.Call(this);
        public Tensor sinh_() => Changed(SinhInPlaceOp, this);
        public Tensor tan_() => Changed(TanInPlaceOp, this);
        public Tensor tanh_() => Changed(TanhInPlaceOp, this);
    }
}
