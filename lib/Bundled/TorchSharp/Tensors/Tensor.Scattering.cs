using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator ArgwhereOp = Operator.Find("argwhere");
        private static readonly Operator Atleast1dOp = Operator.Find("atleast_1d");
        private static readonly Operator Atleast2dOp = Operator.Find("atleast_2d");
        private static readonly Operator Atleast3dOp = Operator.Find("atleast_3d");
        private static readonly Operator ChannelShuffleOp = Operator.Find("channel_shuffle");
        private static readonly Operator DiagEmbedOp = Operator.Find("diag_embed");
        private static readonly Operator DiagflatOp = Operator.Find("diagflat");
        private static readonly Operator DiagonalScatterOp = Operator.Find("diagonal_scatter");
        private static readonly Operator FliplrOp = Operator.Find("fliplr");
        private static readonly Operator FlipudOp = Operator.Find("flipud");
        private static readonly Operator IndexAddOp = Operator.Find("index_add");
        private static readonly Operator IndexCopyOp = Operator.Find("index_copy");
        private static readonly Operator IndexFillIntScalarOp = Operator.Find("index_fill", "int_Scalar");
        private static readonly Operator MaskedScatterOp = Operator.Find("masked_scatter");
        private static readonly Operator MaskedScatterInPlaceOp = Operator.Find("masked_scatter_");
        private static readonly Operator SelectScatterOp = Operator.Find("select_scatter");
        private static readonly Operator SliceScatterOp = Operator.Find("slice_scatter");
        private static readonly Operator TakeAlongDimOp = Operator.Find("take_along_dim");
        private static readonly Operator TransposeInPlaceOp = Operator.Find("transpose_");
        private static readonly Operator TypeAsOp = Operator.Find("type_as");
        private static readonly Operator UnsqueezeInPlaceOp = Operator.Find("unsqueeze_");

        public Tensor argwhere() => ArgwhereOp.Call(this);
        public Tensor atleast_1d() => Atleast1dOp.Call(this);
        public Tensor atleast_2d() => Atleast2dOp.Call(this);
        public Tensor atleast_3d() => Atleast3dOp.Call(this);
        public Tensor channel_shuffle(long groups) => ChannelShuffleOp.Call(this, groups);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => DiagEmbedOp.Call(this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => DiagflatOp.Call(this, offset);
        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) => DiagonalScatterOp.Call(this, src, offset, dim1, dim2);
        public Tensor fliplr() => FliplrOp.Call(this);
        public Tensor flipud() => FlipudOp.Call(this);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => IndexAddOp.Call(this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => IndexCopyOp.Call(this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => IndexFillIntScalarOp.Call(this, dim, index, value);
        public Tensor masked_scatter(Tensor mask, Tensor value) => MaskedScatterOp.Call(this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => Changed(MaskedScatterInPlaceOp, this, mask, value);
        public Tensor select_scatter(Tensor src, long dim, long index) => SelectScatterOp.Call(this, src, dim, index);
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) => SliceScatterOp.Call(this, src, dim, start, end, step);
        public Tensor take_along_dim(Tensor indices) => TakeAlongDimOp.Call(this, indices);
        public Tensor take_along_dim(Tensor indices, long dim) => TakeAlongDimOp.Call(this, indices, dim);
        public Tensor transpose_(long dim0, long dim1) => Changed(TransposeInPlaceOp, this, dim0, dim1);
        public Tensor type_as(Tensor tensor) => TypeAsOp.Call(this, tensor);
        public Tensor unsqueeze_(long dim) => Changed(UnsqueezeInPlaceOp, this, dim);
    }
}
