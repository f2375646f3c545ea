using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AminmaxOp = Operator.Find("aminmax");
        private static readonly Operator UniqueConsecutiveOp = Operator.Find("unique_consecutive");
        private static readonly Operator StdMeanOp = Operator.Find("std_mean");
        private static readonly Operator CummaxOp = Operator.Find("cummax");
        private static readonly Operator CumminOp = Operator.Find("cummin");
        private static readonly Operator ModeOp = Operator.Find("mode");
        private static readonly Operator VarMeanOp = Operator.Find("var_mean");
        private static readonly Operator CorrcoefOp = Operator.Find("corrcoef");
        private static readonly Operator CumprodOp = Operator.Find("cumprod");
        private static readonly Operator CumulativeTrapezoidXOp = Operator.Find("cumulative_trapezoid", "x");
        private static readonly Operator CumulativeTrapezoidDxOp = Operator.Find("cumulative_trapezoid", "dx");
        private static readonly Operator DiffOp = Operator.Find("diff");
        private static readonly Operator DistOp = Operator.Find("dist");
        private static readonly Operator IscloseOp = Operator.Find("isclose");
        private static readonly Operator IsinTensorTensorOp = Operator.Find("isin", "Tensor_Tensor");
        private static readonly Operator LogcumsumexpOp = Operator.Find("logcumsumexp");
        private static readonly Operator MsortOp = Operator.Find("msort");
        private static readonly Operator NanToNumInPlaceOp = Operator.Find("nan_to_num_");
        private static readonly Operator NanmedianOp = Operator.Find("nanmedian");
        private static readonly Operator NanquantileOp = Operator.Find("nanquantile");
        private static readonly Operator NansumOp = Operator.Find("nansum");
        private static readonly Operator QuantileOp = Operator.Find("quantile");
        private static readonly Operator RenormOp = Operator.Find("renorm");
        private static readonly Operator TrapezoidXOp = Operator.Find("trapezoid", "x");
        private static readonly Operator TrapezoidDxOp = Operator.Find("trapezoid", "dx");

        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => AminmaxOp.CallTwo(this, dim, keepdim);
        public (Tensor output, Tensor inverse_indices, Tensor counts) unique_consecutive(bool return_inverse = false, bool return_counts = false, int? dim = null) => UniqueConsecutiveOp.CallThree(this, return_inverse, return_counts, (long?)dim);
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => StdMeanOp.CallTwo(this, unbiased);
        public (Tensor values, Tensor indexes) cummax(long dim) => CummaxOp.CallTwo(this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => CumminOp.CallTwo(this, dim);
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => ModeOp.CallTwo(this, dim, keepdim);
        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => VarMeanOp.CallTwo(this, unbiased);
        public Tensor corrcoef() => CorrcoefOp.Call(this);
        public Tensor cumprod(long dim, ScalarType? type = null) => CumprodOp.Call(this, dim, type);
        public Tensor cumulative_trapezoid(Tensor x, long dim = -1) => CumulativeTrapezoidXOp.Call(this, x, dim);
        public Tensor cumulative_trapezoid(double dx = 1.0, long dim = -1) => CumulativeTrapezoidDxOp.Call(this, (Scalar)dx, dim);
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) => DiffOp.Call(this, n, dim, prepend, append);
        public Tensor dist(Tensor other, float p = 2f) => DistOp.Call(this, other, (Scalar)p);
        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) => IscloseOp.Call(this, other, rtol, atol, nanEqual);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) => IsinTensorTensorOp.Call(this, test_elements, assumeUnique, invert);
        public Tensor logcumsumexp(long dim) => LogcumsumexpOp.Call(this, dim);
        public Tensor msort() => MsortOp.Call(this);
        public Tensor nan_to_num_(double nan = 0.0, double? posinf = null, double? neginf = null) => Changed(NanToNumInPlaceOp, this, nan, posinf, neginf);
        public Tensor nanmedian() => NanmedianOp.Call(this);
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => NanquantileOp.Call(this, q, dim, keepdim);
        public Tensor nansum() => NansumOp.Call(this);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => QuantileOp.Call(this, q, dim, keepdim);
        public Tensor renorm(float p, long dim, float maxnorm) => RenormOp.Call(this, (Scalar)p, dim, (Scalar)maxnorm);
        public Tensor trapezoid(Tensor x, long dim = -1) => TrapezoidXOp.Call(this, x, dim);
        public Tensor trapezoid(double dx = 1.0, long dim = -1) => TrapezoidDxOp.Call(this, (Scalar)dx, dim);
    }
}
