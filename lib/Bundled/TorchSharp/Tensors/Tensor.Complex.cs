using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AdjointOp = Operator.Find("adjoint");
        private static readonly Operator AngleOp = Operator.Find("angle");
        private static readonly Operator ConjOp = Operator.Find("conj");
        private static readonly Operator ConjPhysicalOp = Operator.Find("conj_physical");
        private static readonly Operator ConjPhysicalInPlaceOp = Operator.Find("conj_physical_");
        private static readonly Operator IsrealOp = Operator.Find("isreal");
        private static readonly Operator ResolveConjOp = Operator.Find("resolve_conj");
        private static readonly Operator ResolveNegOp = Operator.Find("resolve_neg");
        private static readonly Operator SgnOp = Operator.Find("sgn");
        private static readonly Operator SgnInPlaceOp = Operator.Find("sgn_");
        private static readonly Operator ViewAsComplexOp = Operator.Find("view_as_complex");
        private static readonly Operator ViewAsRealOp = Operator.Find("view_as_real");

        public Tensor adjoint() => AdjointOp.Call(this);
        public Tensor angle() => AngleOp.Call(this);
        public Tensor conj() => ConjOp.Call(this);
        public Tensor conj_physical() => ConjPhysicalOp.Call(this);
        public Tensor conj_physical_() => Changed(ConjPhysicalInPlaceOp, this);
        public Tensor isreal() => IsrealOp.Call(this);
        public Tensor resolve_conj() => ResolveConjOp.Call(this);
        public Tensor resolve_neg() => ResolveNegOp.Call(this);
        public Tensor sgn() => SgnOp.Call(this);
        public Tensor sgn_() => Changed(SgnInPlaceOp, this);
        public Tensor view_as_complex() => ViewAsComplexOp.Call(this);
        public Tensor view_as_real() => ViewAsRealOp.Call(this);
    }
}
