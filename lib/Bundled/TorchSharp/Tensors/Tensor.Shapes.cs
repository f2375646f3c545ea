using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator ViewOp = Operator.Find("view");
        private static readonly Operator ReshapeOp = Operator.Find("reshape");
        private static readonly Operator PermuteOp = Operator.Find("permute");
        private static readonly Operator TransposeIntOp = Operator.Find("transpose", "int");
        private static readonly Operator TOp = Operator.Find("t");
        private static readonly Operator FlattenUsingIntsOp = Operator.Find("flatten", "using_ints");
        private static readonly Operator UnsqueezeOp = Operator.Find("unsqueeze");
        private static readonly Operator ExpandOp = Operator.Find("expand");
        private static readonly Operator ExpandAsOp = Operator.Find("expand_as");
        private static readonly Operator BroadcastToOp = Operator.Find("broadcast_to");
        private static readonly Operator RepeatOp = Operator.Find("repeat");
        private static readonly Operator TileOp = Operator.Find("tile");
        private static readonly Operator RepeatInterleaveSelfIntOp = Operator.Find("repeat_interleave", "self_int");
        private static readonly Operator RepeatInterleaveSelfTensorOp = Operator.Find("repeat_interleave", "self_Tensor");
        private static readonly Operator RollOp = Operator.Find("roll");
        private static readonly Operator FlipOp = Operator.Find("flip");
        private static readonly Operator NarrowOp = Operator.Find("narrow");
        private static readonly Operator SelectIntOp = Operator.Find("select", "int");
        private static readonly Operator SliceTensorOp = Operator.Find("slice", "Tensor");
        private static readonly Operator MovedimIntlistOp = Operator.Find("movedim", "intlist");
        private static readonly Operator UnfoldOp = Operator.Find("unfold");
        private static readonly Operator AsStridedOp = Operator.Find("as_strided");
        private static readonly Operator DiagonalOp = Operator.Find("diagonal");
        private static readonly Operator DiagOp = Operator.Find("diag");
        private static readonly Operator TrilOp = Operator.Find("tril");
        private static readonly Operator TriuOp = Operator.Find("triu");
        private static readonly Operator ContiguousOp = Operator.Find("contiguous");
        private static readonly Operator CloneOp = Operator.Find("clone");
        private static readonly Operator ChunkOp = Operator.Find("chunk");
        private static readonly Operator SplitTensorOp = Operator.Find("split", "Tensor");
        private static readonly Operator SplitWithSizesOp = Operator.Find("split_with_sizes");
        private static readonly Operator UnbindIntOp = Operator.Find("unbind", "int");

        public Tensor view(params long[] shape) => ViewOp.Call(this, shape);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor reshape(params long[] shape) => ReshapeOp.Call(this, shape);
        public Tensor permute(params long[] permutation) => PermuteOp.Call(this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor transpose(long dim0, long dim1) => TransposeIntOp.Call(this, dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor t() => TOp.Call(this);
        public Tensor T => NumpyT.Call(this);
        public Tensor mT => transpose(-2, -1);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => FlattenUsingIntsOp.Call(this, start_dim, end_dim);
        public Tensor ravel() => reshape(-1);
        public Tensor unflatten(long dim, params long[] sizes) => reshape([.. shape.Take((int)Axis(dim)), .. sizes, .. shape.Skip((int)Axis(dim) + 1)]);
        public Tensor squeeze(long? dim = null) => dim is { } axis ? SqueezeDim.Call(this, axis) : Squeeze.Call(this);
        public Tensor unsqueeze(long dim) => UnsqueezeOp.Call(this, dim);
        public Tensor expand(params long[] sizes) => ExpandOp.Call(this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => ExpandOp.Call(this, sizes, isImplicit);
        public Tensor expand_as(Tensor other) => ExpandAsOp.Call(this, other);
        public Tensor broadcast_to(params long[] shape) => BroadcastToOp.Call(this, shape);
        public Tensor repeat(params long[] sizes) => RepeatOp.Call(this, sizes);
        public Tensor tile(long[] reps) => TileOp.Call(this, reps);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => RepeatInterleaveSelfIntOp.Call(this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) => RepeatInterleaveSelfTensorOp.Call(this, repeats, dim, output_size);
        public Tensor roll(long shifts, long? dims = null) => RollOp.Call(this, new[] { shifts }, dims is { } axis ? [axis] : Array.Empty<long>());
        public Tensor roll(long[] shifts) => RollOp.Call(this, shifts, Array.Empty<long>());
        public Tensor roll(long[] shifts, long[] dims) => RollOp.Call(this, shifts, dims);
        public Tensor flip(params long[] dims) => FlipOp.Call(this, dims);
        public Tensor narrow(long dim, long start, long length) => NarrowOp.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => SelectIntOp.Call(this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => SliceTensorOp.Call(this, dim, start, finish, step);
        public Tensor movedim(long[] source, long[] destination) => MovedimIntlistOp.Call(this, source, destination);
        public Tensor unfold(long dimension, long size, long step) => UnfoldOp.Call(this, dimension, size, step);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => AsStridedOp.Call(this, size, strides, storageOffset);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => DiagonalOp.Call(this, offset, dim1, dim2);
        public Tensor diag(long diagonal = 0) => DiagOp.Call(this, diagonal);
        public Tensor tril(long diagonal = 0) => TrilOp.Call(this, diagonal);
        public Tensor triu(long diagonal = 0) => TriuOp.Call(this, diagonal);
        public Tensor contiguous() => ContiguousOp.Call(this);
        public Tensor clone() => CloneOp.Call(this);
        public Tensor[] chunk(long chunks, long dim = 0) => ChunkOp.CallMany(this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => SplitTensorOp.CallMany(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => SplitWithSizesOp.CallMany(this, sizes, dim);
        public Tensor[] unbind(long dimension = 0) => UnbindIntOp.CallMany(this, dimension);

        private static readonly Operator NumpyT = Operator.Find("numpy_T");
        private static readonly Operator Squeeze = Operator.Find("squeeze");
        private static readonly Operator SqueezeDim = Operator.Find("squeeze", "dim");

        private long Axis(long dim)
        {
            var rank = this.dim();
            return dim >= -rank && dim < rank ? (dim + rank) % rank : throw new ArgumentException($"dimension {dim} is not between {-rank} and {rank - 1}");
        }
    }
}
