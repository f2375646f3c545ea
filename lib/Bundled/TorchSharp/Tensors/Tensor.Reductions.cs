using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator SumOp = Operator.Find("sum");
        private static readonly Operator SumDimIntlistOp = Operator.Find("sum", "dim_IntList");
        private static readonly Operator MeanOp = Operator.Find("mean");
        private static readonly Operator MeanDimOp = Operator.Find("mean", "dim");
        private static readonly Operator StdOp = Operator.Find("std");
        private static readonly Operator StdDimOp = Operator.Find("std", "dim");
        private static readonly Operator VarOp = Operator.Find("var");
        private static readonly Operator VarDimOp = Operator.Find("var", "dim");
        private static readonly Operator MinOp = Operator.Find("min");
        private static readonly Operator MinOtherOp = Operator.Find("min", "other");
        private static readonly Operator MinDimOp = Operator.Find("min", "dim");
        private static readonly Operator AminOp = Operator.Find("amin");
        private static readonly Operator ArgminOp = Operator.Find("argmin");
        private static readonly Operator MaxOp = Operator.Find("max");
        private static readonly Operator MaxOtherOp = Operator.Find("max", "other");
        private static readonly Operator MaxDimOp = Operator.Find("max", "dim");
        private static readonly Operator AmaxOp = Operator.Find("amax");
        private static readonly Operator ArgmaxOp = Operator.Find("argmax");
        private static readonly Operator TopkOp = Operator.Find("topk");
        private static readonly Operator SortStableOp = Operator.Find("sort", "stable");
        private static readonly Operator ArgsortOp = Operator.Find("argsort");
        private static readonly Operator CumsumOp = Operator.Find("cumsum");
        private static readonly Operator ProdOp = Operator.Find("prod");
        private static readonly Operator ProdDimIntOp = Operator.Find("prod", "dim_int");
        private static readonly Operator AnyOp = Operator.Find("any");
        private static readonly Operator AnyDimOp = Operator.Find("any", "dim");
        private static readonly Operator AllOp = Operator.Find("all");
        private static readonly Operator AllDimOp = Operator.Find("all", "dim");
        private static readonly Operator NormScalarOp = Operator.Find("norm", "Scalar");
        private static readonly Operator NormScalaroptDimOp = Operator.Find("norm", "ScalarOpt_dim");
        private static readonly Operator LogsumexpOp = Operator.Find("logsumexp");
        private static readonly Operator MedianOp = Operator.Find("median");
        private static readonly Operator BincountOp = Operator.Find("bincount");
        private static readonly Operator HistcOp = Operator.Find("histc");
        private static readonly Operator TraceOp = Operator.Find("trace");
        private static readonly Operator SoftmaxIntOp = Operator.Find("softmax", "int");
        private static readonly Operator LogSoftmaxIntOp = Operator.Find("log_softmax", "int");
        private static readonly Operator CovOp = Operator.Find("cov");

        public Tensor sum(ScalarType? type = null) => SumOp.Call(this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => SumDimIntlistOp.Call(this, Argument.One(dim), keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => SumDimIntlistOp.Call(this, dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => SumDimIntlistOp.Call(this, dim.ToArray(), keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => SumDimIntlistOp.Call(this, new[] { dim0, dim1 }, keepdim, type);
        public Tensor mean() => MeanOp.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => MeanDimOp.Call(this, dimensions, keepdim, type);
        public Tensor std(bool unbiased = true) => StdOp.Call(this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Typed(type).std(new[] { dim }, unbiased, keepdim);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => StdDimOp.Call(Typed(type), dimensions, unbiased, keepdim);
        public Tensor var(bool unbiased = true) => VarOp.Call(this, unbiased);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Typed(type).var(new[] { dim }, unbiased, keepdim);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => VarDimOp.Call(Typed(type), dimensions, unbiased, keepdim);
        public Tensor min() => MinOp.Call(this);
        public Tensor min(Tensor other) => MinOtherOp.Call(this, other);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => MinDimOp.CallTwo(this, dim, keepdim);

        public Tensor amin(params long[] dims) => AminOp.Call(this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => @out is null ? AminOp.Call(this, dims, keepdim) : @out.copy_(AminOp.Call(this, dims, keepdim));
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);
        public Tensor argmin() => ArgminOp.Call(this, Argument.None, false);
        public Tensor argmin(long dim, bool keepdim = false) => ArgminOp.Call(this, dim, keepdim);
        public Tensor max() => MaxOp.Call(this);
        public Tensor max(Tensor other) => MaxOtherOp.Call(this, other);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => MaxDimOp.CallTwo(this, dim, keepdim);

        public Tensor amax(params long[] dims) => AmaxOp.Call(this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => @out is null ? AmaxOp.Call(this, dims, keepdim) : @out.copy_(AmaxOp.Call(this, dims, keepdim));
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);
        public Tensor argmax() => ArgmaxOp.Call(this, Argument.None, false);
        public Tensor argmax(long dim, bool keepdim = false) => ArgmaxOp.Call(this, dim, keepdim);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => TopkOp.CallTwo(this, k, dim, largest, sorted);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => SortStableOp.CallTwo(this, stable, dim, descending);

        public Tensor argsort(long dim = -1, bool descending = false) => ArgsortOp.Call(this, dim, descending);
        public Tensor cumsum(long dim, ScalarType? type = null) => CumsumOp.Call(this, dim, type);
        public Tensor prod(ScalarType? type = null) => ProdOp.Call(this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => ProdDimIntOp.Call(this, dim, keepdim, type);
        public Tensor any() => AnyOp.Call(this);
        public Tensor any(long dim, bool keepdim = false) => AnyDimOp.Call(this, dim, keepdim);
        public Tensor all() => AllOp.Call(this);
        public Tensor all(long dim, bool keepdim = false) => AllDimOp.Call(this, dim, keepdim);
        public Tensor norm(float p = 2f) => NormScalarOp.Call(this, (Scalar)p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2f) => NormScalaroptDimOp.Call(this, (Scalar)p, new long[] { dim }, keepdim);
        public Tensor logsumexp(long dim, bool keepdim = false) => LogsumexpOp.Call(this, Argument.One(dim), keepdim);
        public Tensor median() => MedianOp.Call(this);
        public Tensor count_nonzero(long[]? dims = null) => dims is null ? CountNonzero.Call(this) : CountNonzeroDimIntlist.Call(this, dims);
        public Tensor bincount(Tensor? weights, long minlength = 0) => BincountOp.Call(this, weights, minlength);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => HistcOp.Call(this, bins, (Scalar)min, (Scalar)max);
        public Tensor trace() => TraceOp.Call(this);
        public Tensor softmax(long dim, ScalarType? dtype = null) => SoftmaxIntOp.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => LogSoftmaxIntOp.Call(this, dim, dtype);
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) => CovOp.Call(this, correction, fweights, aweights);

        private static readonly Operator CountNonzero = Operator.Find("count_nonzero");
        private static readonly Operator CountNonzeroDimIntlist = Operator.Find("count_nonzero", "dim_IntList");

        private Tensor Typed(ScalarType? type) => type is { } wanted && wanted != dtype ? to(wanted) : this;
    }
}
