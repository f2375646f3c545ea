using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator MatmulOp = Operator.Find("matmul");
        private static readonly Operator MmOp = Operator.Find("mm");
        private static readonly Operator BmmOp = Operator.Find("bmm");
        private static readonly Operator MvOp = Operator.Find("mv");
        private static readonly Operator DotOp = Operator.Find("dot");
        private static readonly Operator OuterOp = Operator.Find("outer");
        private static readonly Operator KronOp = Operator.Find("kron");
        private static readonly Operator AddmmOp = Operator.Find("addmm");
        private static readonly Operator AddbmmOp = Operator.Find("addbmm");

        public Tensor matmul(Tensor target) => MatmulOp.Call(this, target);
        public Tensor mm(Tensor target) => MmOp.Call(this, target);
        public Tensor bmm(Tensor batch2) => BmmOp.Call(this, batch2);
        public Tensor mv(Tensor target) => MvOp.Call(this, target);
        public Tensor dot(Tensor target) => DotOp.Call(this, target);
        public Tensor outer(Tensor vec2) => OuterOp.Call(this, vec2);
        public Tensor kron(Tensor other) => KronOp.Call(this, other);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => AddmmOp.Call(this, mat1, mat2, (Scalar)beta, (Scalar)alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) => AddbmmOp.Call(this, batch1, batch2, (Scalar)beta, (Scalar)alpha);
    }
}
