using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Conversions and overloads of members that stand elsewhere.
    public partial class Tensor
    {
        private static readonly Operator EluOp = Operator.Find("elu");
        private static readonly Operator EluInPlaceOp = Operator.Find("elu_");
        private static readonly Operator CeluOp = Operator.Find("celu");
        private static readonly Operator CeluInPlaceOp = Operator.Find("celu_");
        private static readonly Operator PolygammaOp = Operator.Find("polygamma");
        private static readonly Operator Rot90Op = Operator.Find("rot90");
        private static readonly Operator PinverseOp = Operator.Find("linalg_pinv", "rcond_tensor");
        private static readonly Operator SqueezeInPlaceOp = Operator.Find("squeeze_");
        private static readonly Operator SqueezeDimInPlaceOp = Operator.Find("squeeze_", "dim");
        private static readonly Operator RandomFromToInPlaceOp = Operator.Find("random_", "from");
        private static readonly Operator NanmeanOp = Operator.Find("nanmean");
        private static readonly Operator KthvalueOp = Operator.Find("kthvalue");
        private static readonly Operator NonzeroNumpyOp = Operator.Find("nonzero_numpy");

        public static implicit operator Tensor(sbyte value) => tensor(value);
        public static implicit operator Tensor(short value) => tensor(value);
        public static implicit operator Tensor(bool[] value) => tensor(value);
        public static implicit operator Tensor(byte[] value) => tensor(value);
        public static implicit operator Tensor(sbyte[] value) => tensor(value);
        public static implicit operator Tensor(short[] value) => tensor(value);
        public static implicit operator Tensor(int[] value) => tensor(value);
        public static implicit operator Tensor(long[] value) => tensor(value);
        public static implicit operator Tensor(float[] value) => tensor(value);
        public static implicit operator Tensor(double[] value) => tensor(value);

        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator sbyte(Tensor value) => value.ToSByte();
        public static explicit operator short(Tensor value) => value.ToInt16();

        public static Tensor operator %(Tensor left, int right) => left.remainder((Scalar)right);
        public static Tensor operator %(Tensor left, long right) => left.remainder((Scalar)right);
        public static Tensor operator %(Tensor left, float right) => left.remainder((Scalar)right);
        public static Tensor operator %(Tensor left, double right) => left.remainder((Scalar)right);

        public static Tensor block_diag(params Tensor[] tensors) => torch.block_diag(tensors);

        public Tensor @byte() => to(ScalarType.Byte);
        public Tensor @char() => to(ScalarType.Int8);
        public Tensor @short() => to(ScalarType.Int16);
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(type, copy, disposeAfter, non_blocking);

        public Tensor elu(double alpha = 1.0) => EluOp.Call(this, (Scalar)alpha);
        public Tensor elu_(double alpha = 1.0) => Changed(EluInPlaceOp, this, (Scalar)alpha);
        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => EluOp.Call(this, alpha, scale, input_scale);
        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale) => Changed(EluInPlaceOp, this, alpha, scale, input_scale);
        public Tensor celu() => CeluOp.Call(this);
        public Tensor celu(Scalar alpha) => CeluOp.Call(this, alpha);
        public Tensor celu_() => Changed(CeluInPlaceOp, this);
        public Tensor celu_(Scalar alpha) => Changed(CeluInPlaceOp, this, alpha);
        public Tensor gelu() => nn.functional.gelu(this);
        public Tensor gelu(global::TorchSharp.Modules.GELU.Approximate approximate) => nn.functional.gelu(this, approximate);
        // Here, too, the official package hands out a second handle.
        public Tensor gelu_() => nn.functional.gelu(this, inplace: true);
        public Tensor gelu_(global::TorchSharp.Modules.GELU.Approximate approximate) => nn.functional.gelu(this, approximate, inplace: true);
        public Tensor arctan() => atan();
        public Tensor arctan(Tensor other) => atan2(other);
        public Tensor arctan_(Tensor other) => atan2_(other);
        public Tensor polygamma(long p) => PolygammaOp.Call(p, this);
        public Tensor pinverse(double rcond = 1E-15, bool hermitian = false) => PinverseOp.Call(this, tensor(rcond, dtype: dtype, device: device), hermitian);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) => torch.bucketize(this, boundaries, outInt32, right);

        public Tensor squeeze_(long? dim = null) => dim is { } axis ? Changed(SqueezeDimInPlaceOp, this, axis) : Changed(SqueezeInPlaceOp, this);
        public Tensor random_(double from, double to, Generator? generator = null) => Changed(RandomFromToInPlaceOp, this, (long)from, (long)to, generator);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => Rot90Op.Call(this, k, new[] { dims?.Item1 ?? 0, dims?.Item2 ?? 1 });
        public Tensor roll((long, long) shifts, (long, long) dims) => roll((long[])[shifts.Item1, shifts.Item2], (long[])[dims.Item1, dims.Item2]);
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) => roll((long[])[shifts.Item1, shifts.Item2, shifts.Item3], (long[])[dims.Item1, dims.Item2, dims.Item3]);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => dims.IsEmpty ? roll(shifts.ToArray()) : roll(shifts.ToArray(), dims.ToArray());
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum((long[])[dim0, dim1, dim2], keepdim, type);
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) => NanmeanOp.Call(this, dim is { } axis ? new long[] { axis } : Argument.None, keepdim, dtype);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) => KthvalueOp.CallTwo(this, k, dim ?? -1, keepdim);
        public IList<Tensor> nonzero_as_list() => NonzeroNumpyOp.CallMany(this);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray());
        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape);
        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, sizes.Shape);

        public Tensor tensordot(Tensor b, long dims = 2)
        {
            ArgumentNullException.ThrowIfNull(b);
            var left = new long[dims];
            var right = new long[dims];
            for (var axis = 0; axis < dims; axis++)
                (left[axis], right[axis]) = (ndim - dims + axis, axis);
            return tensordot(b, left, right);
        }

        public Tensor tensordot(Tensor b, (long, long)[] dims)
        {
            ArgumentNullException.ThrowIfNull(dims);
            return tensordot(b, Array.ConvertAll(dims, pair => pair.Item1), Array.ConvertAll(dims, pair => pair.Item2));
        }

        public Tensor index(params TensorIndex[] indices) => this[indices];
        public Tensor index(params Tensor[] indices) => this[indices];
        public Tensor index_put_(Scalar value, params TensorIndex[] indices) => index_put_((Tensor)value, indices);
        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_((Tensor)value, indices);
        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor type(Func<Tensor, Tensor> typeFunc)
        {
            ArgumentNullException.ThrowIfNull(typeFunc);
            return typeFunc(this);
        }

        public bool Equals(Tensor target) => target is not null && shape.AsSpan().SequenceEqual(target.shape) && eq(target).all().item<bool>();

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
