using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra.</summary>
    public static class linalg
    {
        private static readonly Operator CholeskyExOf = Operator.Find("linalg_cholesky_ex");
        private static readonly Operator InvExOf = Operator.Find("linalg_inv_ex");
        private static readonly Operator LdlFactorOf = Operator.Find("linalg_ldl_factor");
        private static readonly Operator LuFactorOf = Operator.Find("linalg_lu_factor");
        private static readonly Operator LuOf = Operator.Find("linalg_lu");
        private static readonly Operator SvdOf = Operator.Find("linalg_svd");
        private static readonly Operator SolveExOf = Operator.Find("linalg_solve_ex");
        private static readonly Operator EigOf = Operator.Find("linalg_eig");
        private static readonly Operator EighOf = Operator.Find("linalg_eigh");
        private static readonly Operator SlogdetOf = Operator.Find("linalg_slogdet");
        private static readonly Operator CholeskyOf = Operator.Find("linalg_cholesky");
        private static readonly Operator CrossOf = Operator.Find("linalg_cross");
        private static readonly Operator DetOf = Operator.Find("linalg_det");
        private static readonly Operator EigvalsOf = Operator.Find("linalg_eigvals");
        private static readonly Operator EigvalshOf = Operator.Find("linalg_eigvalsh");
        private static readonly Operator HouseholderProductOf = Operator.Find("linalg_householder_product");
        private static readonly Operator InvOf = Operator.Find("linalg_inv");
        private static readonly Operator LdlSolveOf = Operator.Find("linalg_ldl_solve");
        private static readonly Operator MatrixExpOf = Operator.Find("linalg_matrix_exp");
        private static readonly Operator MultiDotOf = Operator.Find("linalg_multi_dot");
        private static readonly Operator SolveOf = Operator.Find("linalg_solve");
        private static readonly Operator SvdvalsOf = Operator.Find("linalg_svdvals");
        private static readonly Operator TensorinvOf = Operator.Find("linalg_tensorinv");
        private static readonly Operator NormOf = Operator.Find("linalg_norm");
        private static readonly Operator NormNamedOf = Operator.Find("linalg_norm", "ord_str");
        private static readonly Operator VectorNormOf = Operator.Find("linalg_vector_norm");
        private static readonly Operator MatrixNormOf = Operator.Find("linalg_matrix_norm");
        private static readonly Operator MatrixNormNamedOf = Operator.Find("linalg_matrix_norm", "str_ord");
        private static readonly Operator MatrixRankOf = Operator.Find("linalg_matrix_rank", "atol_rtol_float");
        private static readonly Operator PinvOf = Operator.Find("linalg_pinv", "atol_rtol_float");
        private static readonly Operator CondOf = Operator.Find("linalg_cond");
        private static readonly Operator CondNamedOf = Operator.Find("linalg_cond", "p_str");
        private static readonly Operator QrOf = Operator.Find("linalg_qr");
        private static readonly Operator LstsqOf = Operator.Find("linalg_lstsq");

        public static (Tensor L, Tensor info) cholesky_ex(Tensor input, bool check_errors = false) => CholeskyExOf.CallTwo(input, check_errors);
        public static (Tensor L, Tensor info) inv_ex(Tensor input, bool check_errors = false) => InvExOf.CallTwo(input, check_errors);
        public static (Tensor LU, Tensor Pivots) ldl_factor(Tensor input, bool hermitian = true) => LdlFactorOf.CallTwo(input, hermitian);
        public static (Tensor LU, Tensor Pivots) lu_factor(Tensor input, bool pivot = true) => LuFactorOf.CallTwo(input, pivot);
        public static (Tensor P, Tensor L, Tensor U) lu(Tensor input, bool pivot = true) => LuOf.CallThree(input, pivot);
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) => SvdOf.CallThree(input, fullMatrices);
        public static (Tensor result, Tensor info) solve_ex(Tensor A, Tensor B, bool left = true, bool check_errors = false) => SolveExOf.CallTwo(A, B, left, check_errors);
        public static (Tensor, Tensor) eig(Tensor input) => EigOf.CallTwo(input);
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => EighOf.CallTwo(input, UPLO.ToString());
        public static (Tensor, Tensor) slogdet(Tensor input) => SlogdetOf.CallTwo(input);
        public static Tensor cholesky(Tensor input) => CholeskyOf.Call(input);
        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => CrossOf.Call(input, other, dim);
        public static Tensor det(Tensor input) => DetOf.Call(input);
        public static Tensor eigvals(Tensor input) => EigvalsOf.Call(input);
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => EigvalshOf.Call(input, UPLO.ToString());
        public static Tensor householder_product(Tensor A, Tensor tau) => HouseholderProductOf.Call(A, tau);
        public static Tensor inv(Tensor input) => InvOf.Call(input);
        public static Tensor ldl_solve(Tensor LD, Tensor pivots, Tensor B, bool hermitian = false) => LdlSolveOf.Call(LD, pivots, B, hermitian);
        public static Tensor matrix_exp(Tensor input) => MatrixExpOf.Call(input);
        public static Tensor multi_dot(IList<Tensor> tensors) => MultiDotOf.Call(tensors.ToArray());
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => SolveOf.Call(A, B, left);
        public static Tensor svdvals(Tensor input) => SvdvalsOf.Call(input);
        public static Tensor tensorinv(Tensor input, long ind) => TensorinvOf.Call(input, ind);
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) => NormOf.Call(input, Argument.None, dims, keepdim);
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => NormOf.Call(input, (Scalar)ord, dims, keepdim);
        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) => NormOf.Call(input, (Scalar)ord, dims, keepdim);
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) => NormNamedOf.Call(input, ord, dims, keepdim);
        public static Tensor vector_norm(Tensor input, double ord = 2.0, long[]? dims = null, bool keepdim = false) => VectorNormOf.Call(input, (Scalar)ord, dims, keepdim);
        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) => MatrixNormNamedOf.Call(input, ord, dims ?? [-2, -1], keepdim);
        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => MatrixNormOf.Call(input, (Scalar)ord, dims ?? [-2, -1], keepdim);
        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => MatrixRankOf.Call(input, atol, rtol, hermitian);
        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => PinvOf.Call(input, atol, rtol, hermitian);
        public static Tensor cond(Tensor input) => CondOf.Call(input, Argument.None);
        public static Tensor cond(Tensor input, double p) => CondOf.Call(input, (Scalar)p);
        public static Tensor cond(Tensor input, int p) => CondOf.Call(input, (Scalar)p);
        public static Tensor cond(Tensor input, string p) => CondNamedOf.Call(input, p);
        public static Tensor diagonal(Tensor input, int offset = 0, int dim1 = -2, int dim2 = -1) => torch.diagonal(input, offset, dim1, dim2);

        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced)
        {
            return QrOf.CallTwo(input, mode switch
            {
                QRMode.Reduced => "reduced",
                QRMode.Complete => "complete",
                QRMode.R => "r",
                _ => throw new ArgumentException($"QR mode {mode} is not Reduced, Complete or R"),
            });
        }

        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) => Four(input, other, Argument.None);
        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other, double rcond) => Four(input, other, rcond);

        private static (Tensor, Tensor, Tensor, Tensor) Four(Tensor input, Tensor other, Argument rcond)
        {
            var results = LstsqOf.CallMany(input, other, rcond, Argument.None);
            return (results[0], results[1], results[2], results[3]);
        }

        public enum QRMode
        {
            Reduced = 0,
            Complete = 1,
            R = 2,
        }
    }
}
