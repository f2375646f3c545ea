using TorchSharp.Native;

namespace TorchSharp;

// Tensors put together from several, looked up in sorted ones, and drawn as windows.
public static partial class torch
{
    private static readonly Operator BlockDiagOf = Operator.Find("block_diag");
    private static readonly Operator CartesianProdOf = Operator.Find("cartesian_prod");
    private static readonly Operator ChainMatmulOf = Operator.Find("chain_matmul");
    private static readonly Operator ColumnStackOf = Operator.Find("column_stack");
    private static readonly Operator DstackOf = Operator.Find("dstack");
    private static readonly Operator CombinationsOf = Operator.Find("combinations");
    private static readonly Operator BroadcastTensorsOf = Operator.Find("broadcast_tensors");
    private static readonly Operator SearchsortedOf = Operator.Find("searchsorted", "Tensor");
    private static readonly Operator SearchsortedScalarOf = Operator.Find("searchsorted", "Scalar");
    private static readonly Operator BucketizeOf = Operator.Find("bucketize", "Tensor");
    private static readonly Operator TrilIndicesOf = Operator.Find("tril_indices");
    private static readonly Operator TriuIndicesOf = Operator.Find("triu_indices");
    private static readonly Operator LogspaceOf = Operator.Find("logspace");
    private static readonly Operator NonzeroNumpyOf = Operator.Find("nonzero_numpy");
    private static readonly Operator PolarOf = Operator.Find("polar");
    private static readonly Operator NormalTensorsOf = Operator.Find("normal", "Tensor_Tensor");
    private static readonly Operator HannWindowOf = Operator.Find("hann_window", "periodic");
    private static readonly Operator BartlettWindowOf = Operator.Find("bartlett_window", "periodic");
    private static readonly Operator BlackmanWindowOf = Operator.Find("blackman_window", "periodic");
    private static readonly Operator EmptyStridedOf = Operator.Find("empty_strided");

    public static Tensor block_diag(params Tensor[] tensors) => BlockDiagOf.Call(tensors);
    public static Tensor cartesian_prod(params Tensor[] tensors) => CartesianProdOf.Call(tensors);
    public static Tensor cartesian_prod(IList<Tensor> tensors) => CartesianProdOf.Call(tensors.ToArray());
    public static Tensor cartesian_prod(ReadOnlySpan<Tensor> tensors) => CartesianProdOf.Call(tensors.ToArray());
    public static Tensor chain_matmul(params Tensor[] matrices) => ChainMatmulOf.Call(matrices);
    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false) => CombinationsOf.Call(input, r, with_replacement);
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => BroadcastTensorsOf.CallMany(tensors);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);
    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor concatenate(ReadOnlySpan<Tensor> tensors, long axis = 0) => cat(tensors.ToArray(), axis);
    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor hstack(IList<Tensor> tensors) => hstack(tensors.ToArray());
    public static Tensor hstack(IEnumerable<Tensor> tensors) => hstack(tensors.ToArray());
    public static Tensor hstack(ReadOnlySpan<Tensor> tensors) => hstack(tensors.ToArray());
    public static Tensor vstack(IList<Tensor> tensors) => vstack(tensors.ToArray());
    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => vstack(tensors.ToArray());
    public static Tensor row_stack(params Tensor[] tensors) => vstack(tensors);
    public static Tensor row_stack(IList<Tensor> tensors) => vstack(tensors.ToArray());
    public static Tensor row_stack(ReadOnlySpan<Tensor> tensors) => vstack(tensors.ToArray());
    public static Tensor dstack(params Tensor[] tensors) => DstackOf.Call(tensors);
    public static Tensor dstack(IList<Tensor> tensors) => dstack(tensors.ToArray());
    public static Tensor dstack(IEnumerable<Tensor> tensors) => dstack(tensors.ToArray());
    public static Tensor dstack(ReadOnlySpan<Tensor> tensors) => dstack(tensors.ToArray());
    public static Tensor column_stack(params Tensor[] tensors) => ColumnStackOf.Call(tensors);
    public static Tensor column_stack(IList<Tensor> tensors) => column_stack(tensors.ToArray());
    public static Tensor column_stack(ReadOnlySpan<Tensor> tensors) => column_stack(tensors.ToArray());
    public static IEnumerable<Tensor> atleast_1d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_1d());
    public static IEnumerable<Tensor> atleast_2d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_2d());
    public static IEnumerable<Tensor> atleast_3d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_3d());

    public static Tensor[] where(Tensor condition) => NonzeroNumpyOf.CallMany(condition);

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null)
    {
        return SearchsortedOf.Call(sorted_sequence, values, out_int32, right, Argument.None, sorter);
    }

    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor sorter)
    {
        return SearchsortedScalarOf.Call(sorted_sequence, values, out_int32, right, Argument.None, sorter);
    }

    public static Tensor bucketize(Tensor input, Tensor boundaries, bool outInt32 = false, bool right = false) => BucketizeOf.Call(input, boundaries, outInt32, right);

    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) => TrilIndicesOf.Call(row, col, offset, dtype, Argument.None, device);

    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) => TriuIndicesOf.Call(row, col, offset, dtype, Argument.None, device);

    public static Tensor logspace(double start, double end, long steps, double @base = 10.0, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        return Ready(LogspaceOf.Call((Scalar)start, (Scalar)end, steps, @base, Floating(dtype), Argument.None, device), requires_grad);
    }

    public static Tensor empty_strided(long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RefuseNames(names);
        return Ready(EmptyStridedOf.Call(size, strides, Floating(dtype), Argument.None, device), requires_grad);
    }

    public static Tensor hann_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Ready(HannWindowOf.Call(len, periodic, Floating(dtype), Argument.None, device), requires_grad);
    public static Tensor bartlett_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Ready(BartlettWindowOf.Call(len, periodic, Floating(dtype), Argument.None, device), requires_grad);
    public static Tensor blackman_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Ready(BlackmanWindowOf.Call(len, periodic, Floating(dtype), Argument.None, device), requires_grad);

    public static Tensor polar(Tensor abs, Tensor angle) => PolarOf.Call(abs, angle);
    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => NormalTensorsOf.Call(mean, std, generator);

    public static Tensor FloatTensor(Tensor t) => Given(t).to(ScalarType.Float32);
    public static Tensor DoubleTensor(Tensor t) => Given(t).to(ScalarType.Float64);
    public static Tensor IntTensor(Tensor t) => Given(t).to(ScalarType.Int32);
    public static Tensor LongTensor(Tensor t) => Given(t).to(ScalarType.Int64);
    public static Tensor ShortTensor(Tensor t) => Given(t).to(ScalarType.Int16);
    public static Tensor ByteTensor(Tensor t) => Given(t).to(ScalarType.Byte);
    public static Tensor BoolTensor(Tensor t) => Given(t).to(ScalarType.Bool);

    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        return randint(0, high, size.Shape, dtype, device, requires_grad, generator, names);
    }

    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        return randint(low, high, size.Shape, dtype, device, requires_grad, generator, names);
    }

    public static Size broadcast_shapes(params long[][] shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        using var scope = NewDisposeScope();
        var tensors = Array.ConvertAll(shapes, shape => zeros(1).expand(shape));
        return new Size(broadcast_tensors(tensors)[0].shape);
    }
}
