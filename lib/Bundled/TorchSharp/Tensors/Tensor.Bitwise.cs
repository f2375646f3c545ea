using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator BitwiseAndTensorOp = Operator.Find("bitwise_and", "Tensor");
        private static readonly Operator BitwiseAndTensorInPlaceOp = Operator.Find("bitwise_and_", "Tensor");
        private static readonly Operator BitwiseLeftShiftTensorOp = Operator.Find("bitwise_left_shift", "Tensor");
        private static readonly Operator BitwiseLeftShiftTensorInPlaceOp = Operator.Find("bitwise_left_shift_", "Tensor");
        private static readonly Operator BitwiseNotOp = Operator.Find("bitwise_not");
        private static readonly Operator BitwiseNotInPlaceOp = Operator.Find("bitwise_not_");
        private static readonly Operator BitwiseOrTensorOp = Operator.Find("bitwise_or", "Tensor");
        private static readonly Operator BitwiseOrTensorInPlaceOp = Operator.Find("bitwise_or_", "Tensor");
        private static readonly Operator BitwiseRightShiftTensorOp = Operator.Find("bitwise_right_shift", "Tensor");
        private static readonly Operator BitwiseRightShiftTensorInPlaceOp = Operator.Find("bitwise_right_shift_", "Tensor");
        private static readonly Operator BitwiseXorTensorOp = Operator.Find("bitwise_xor", "Tensor");
        private static readonly Operator BitwiseXorTensorInPlaceOp = Operator.Find("bitwise_xor_", "Tensor");

        public Tensor bitwise_and(Tensor other) => BitwiseAndTensorOp.Call(this, other);
        public Tensor bitwise_and_(Tensor other) => Changed(BitwiseAndTensorInPlaceOp, this, other);
        public Tensor bitwise_left_shift(Tensor other) => BitwiseLeftShiftTensorOp.Call(this, other);
        public Tensor bitwise_left_shift_(Tensor other) => Changed(BitwiseLeftShiftTensorInPlaceOp, this, other);
        public Tensor bitwise_not() => BitwiseNotOp.Call(this);
        public Tensor bitwise_not_() => Changed(BitwiseNotInPlaceOp, this);
        public Tensor bitwise_or(Tensor other) => BitwiseOrTensorOp.Call(this, other);
        public Tensor bitwise_or_(Tensor other) => Changed(BitwiseOrTensorInPlaceOp, this, other);
        public Tensor bitwise_right_shift(Tensor other) => BitwiseRightShiftTensorOp.Call(this, other);
        public Tensor bitwise_right_shift_(Tensor other) => Changed(BitwiseRightShiftTensorInPlaceOp, this, other);
        public Tensor bitwise_xor(Tensor other) => BitwiseXorTensorOp.Call(this, other);
        public Tensor bitwise_xor_(Tensor other) => Changed(BitwiseXorTensorInPlaceOp, this, other);
    }
}
