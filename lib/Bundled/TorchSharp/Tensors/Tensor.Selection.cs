using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator IndexSelectOp = Operator.Find("index_select");
        private static readonly Operator GatherOp = Operator.Find("gather");
        private static readonly Operator ScatterSrcOp = Operator.Find("scatter", "src");
        private static readonly Operator ScatterSrcInPlaceOp = Operator.Find("scatter_", "src");
        private static readonly Operator ScatterAddOp = Operator.Find("scatter_add");
        private static readonly Operator ScatterAddInPlaceOp = Operator.Find("scatter_add_");
        private static readonly Operator TakeOp = Operator.Find("take");
        private static readonly Operator MaskedFillScalarOp = Operator.Find("masked_fill", "Scalar");
        private static readonly Operator MaskedFillScalarInPlaceOp = Operator.Find("masked_fill_", "Scalar");
        private static readonly Operator MaskedSelectOp = Operator.Find("masked_select");
        private static readonly Operator NonzeroOp = Operator.Find("nonzero");
        private static readonly Operator WhereSelfOp = Operator.Find("where", "self");
        private static readonly Operator IndexFillIntScalarInPlaceOp = Operator.Find("index_fill_", "int_Scalar");
        private static readonly Operator IndexCopyInPlaceOp = Operator.Find("index_copy_");
        private static readonly Operator IndexAddInPlaceOp = Operator.Find("index_add_");

        public Tensor index_select(long dim, Tensor index) => IndexSelectOp.Call(this, dim, index);
        public Tensor gather(long dim, Tensor index) => GatherOp.Call(this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => ScatterSrcOp.Call(this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Changed(ScatterSrcInPlaceOp, this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => ScatterAddOp.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Changed(ScatterAddInPlaceOp, this, dim, index, src);
        public Tensor take(Tensor index) => TakeOp.Call(this, index);
        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFillScalarOp.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Changed(MaskedFillScalarInPlaceOp, this, mask, value);
        public Tensor masked_select(Tensor mask) => MaskedSelectOp.Call(this, mask);
        public Tensor nonzero() => NonzeroOp.Call(this);
        public Tensor where(Tensor condition, Tensor y) => WhereSelfOp.Call(condition, this, y);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Changed(IndexFillIntScalarInPlaceOp, this, dim, index, value);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Changed(IndexCopyInPlaceOp, this, dim, index, source);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Changed(IndexAddInPlaceOp, this, dim, index, source, alpha);
    }
}
