using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator GeqrfOp = Operator.Find("geqrf");
        private static readonly Operator AddbmmInPlaceOp = Operator.Find("addbmm_");
        private static readonly Operator AddmmInPlaceOp = Operator.Find("addmm_");
        private static readonly Operator AddmvOp = Operator.Find("addmv");
        private static readonly Operator AddmvInPlaceOp = Operator.Find("addmv_");
        private static readonly Operator AddrOp = Operator.Find("addr");
        private static readonly Operator AddrInPlaceOp = Operator.Find("addr_");
        private static readonly Operator BaddbmmOp = Operator.Find("baddbmm");
        private static readonly Operator CholeskyInverseOp = Operator.Find("cholesky_inverse");
        private static readonly Operator CholeskySolveOp = Operator.Find("cholesky_solve");
        private static readonly Operator DetOp = Operator.Find("det");
        private static readonly Operator InnerOp = Operator.Find("inner");
        private static readonly Operator InverseOp = Operator.Find("inverse");
        private static readonly Operator LogdetOp = Operator.Find("logdet");
        private static readonly Operator MatrixExpOp = Operator.Find("matrix_exp");
        private static readonly Operator MatrixPowerOp = Operator.Find("matrix_power");
        private static readonly Operator OrmqrOp = Operator.Find("ormqr");
        private static readonly Operator TensordotOp = Operator.Find("tensordot");
        private static readonly Operator VanderOp = Operator.Find("vander");
        private static readonly Operator VdotOp = Operator.Find("vdot");

        public (Tensor a, Tensor tau) geqrf() => GeqrfOp.CallTwo(this);
        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) => Changed(AddbmmInPlaceOp, this, batch1, batch2, (Scalar)beta, (Scalar)alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => Changed(AddmmInPlaceOp, this, mat1, mat2, (Scalar)beta, (Scalar)alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f) => AddmvOp.Call(this, mat, vec, (Scalar)beta, (Scalar)alpha);
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f) => Changed(AddmvInPlaceOp, this, mat, vec, (Scalar)beta, (Scalar)alpha);
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) => AddrOp.Call(this, vec1, vec2, (Scalar)beta, (Scalar)alpha);
        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) => Changed(AddrInPlaceOp, this, vec1, vec2, (Scalar)beta, (Scalar)alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) => BaddbmmOp.Call(this, batch1, batch2, (Scalar)beta, (Scalar)alpha);
        public Tensor cholesky_inverse(bool upper = false) => CholeskyInverseOp.Call(this, upper);
        public Tensor cholesky_solve(Tensor input2, bool upper = false) => CholeskySolveOp.Call(this, input2, upper);
        public Tensor det() => DetOp.Call(this);
        public Tensor inner(Tensor vec2) => InnerOp.Call(this, vec2);
        public Tensor inverse() => InverseOp.Call(this);
        public Tensor logdet() => LogdetOp.Call(this);
        public Tensor matrix_exp() => MatrixExpOp.Call(this);
        public Tensor matrix_power(int n) => MatrixPowerOp.Call(this, n);
        public Tensor ormqr(Tensor tau, Tensor other, bool left = true, bool transpose = false) => OrmqrOp.Call(this, tau, other, left, transpose);
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => TensordotOp.Call(this, b, dims1, dims2);
        public Tensor vander(long N = -1, bool increasing = false) => VanderOp.Call(this, N < 0 ? Argument.None : N, increasing);
        public Tensor vdot(Tensor target) => VdotOp.Call(this, target);
    }
}
