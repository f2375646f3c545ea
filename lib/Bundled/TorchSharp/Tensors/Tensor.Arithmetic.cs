using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AddTensorOp = Operator.Find("add", "Tensor");
        private static readonly Operator AddScalarOp = Operator.Find("add", "Scalar");
        private static readonly Operator SubTensorOp = Operator.Find("sub", "Tensor");
        private static readonly Operator SubScalarOp = Operator.Find("sub", "Scalar");
        private static readonly Operator MulTensorOp = Operator.Find("mul", "Tensor");
        private static readonly Operator MulScalarOp = Operator.Find("mul", "Scalar");
        private static readonly Operator DivTensorModeOp = Operator.Find("div", "Tensor_mode");
        private static readonly Operator DivScalarModeOp = Operator.Find("div", "Scalar_mode");
        private static readonly Operator PowTensorTensorOp = Operator.Find("pow", "Tensor_Tensor");
        private static readonly Operator PowTensorScalarOp = Operator.Find("pow", "Tensor_Scalar");
        private static readonly Operator RemainderTensorOp = Operator.Find("remainder", "Tensor");
        private static readonly Operator RemainderScalarOp = Operator.Find("remainder", "Scalar");
        private static readonly Operator FmodTensorOp = Operator.Find("fmod", "Tensor");
        private static readonly Operator FmodScalarOp = Operator.Find("fmod", "Scalar");
        private static readonly Operator Atan2Op = Operator.Find("atan2");
        private static readonly Operator MaximumOp = Operator.Find("maximum");
        private static readonly Operator MinimumOp = Operator.Find("minimum");
        private static readonly Operator ClampOp = Operator.Find("clamp");
        private static readonly Operator ClampTensorOp = Operator.Find("clamp", "Tensor");
        private static readonly Operator ClampMinOp = Operator.Find("clamp_min");
        private static readonly Operator ClampMaxOp = Operator.Find("clamp_max");
        private static readonly Operator LerpTensorOp = Operator.Find("lerp", "Tensor");
        private static readonly Operator AddcmulOp = Operator.Find("addcmul");
        private static readonly Operator AddcdivOp = Operator.Find("addcdiv");
        private static readonly Operator LogicalAndOp = Operator.Find("logical_and");
        private static readonly Operator LogicalOrOp = Operator.Find("logical_or");
        private static readonly Operator LogicalXorOp = Operator.Find("logical_xor");
        private static readonly Operator NanToNumOp = Operator.Find("nan_to_num");
        private static readonly Operator FloorDivideScalarOp = Operator.Find("floor_divide", "Scalar");
        private static readonly Operator FloorDivideOp = Operator.Find("floor_divide");

        public Tensor add(Tensor target) => AddTensorOp.Call(this, target);
        public Tensor add(Scalar scalar) => AddScalarOp.Call(this, scalar);
        public Tensor add(Tensor target, Scalar alpha) => AddTensorOp.Call(this, target, alpha);
        public Tensor add(Scalar scalar, Scalar alpha) => AddScalarOp.Call(this, scalar, alpha);
        public Tensor sub(Tensor target) => SubTensorOp.Call(this, target);
        public Tensor sub(Scalar target) => SubScalarOp.Call(this, target);
        public Tensor mul(Tensor target) => MulTensorOp.Call(this, target);
        public Tensor mul(Scalar target) => MulScalarOp.Call(this, target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => DivTensorModeOp.Call(this, target, Name(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => DivScalarModeOp.Call(this, target, Name(rounding_mode));
        public Tensor pow(Tensor exponent) => PowTensorTensorOp.Call(this, exponent);
        public Tensor pow(Scalar exponent) => PowTensorScalarOp.Call(this, exponent);
        public Tensor remainder(Tensor target) => RemainderTensorOp.Call(this, target);
        public Tensor remainder(Scalar scalar) => RemainderScalarOp.Call(this, scalar);
        public Tensor fmod(Tensor target) => FmodTensorOp.Call(this, target);
        public Tensor fmod(Scalar scalar) => FmodScalarOp.Call(this, scalar);
        public Tensor atan2(Tensor other) => Atan2Op.Call(this, other);
        public Tensor maximum(Tensor other) => MaximumOp.Call(this, other);
        public Tensor minimum(Tensor other) => MinimumOp.Call(this, other);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => ClampOp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => ClampTensorOp.Call(this, min, max);
        public Tensor clamp_min(Scalar min) => ClampMinOp.Call(this, min);
        public Tensor clamp_max(Scalar max) => ClampMaxOp.Call(this, max);
        public Tensor lerp(Tensor end, Tensor weight) => LerpTensorOp.Call(this, end, weight);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => AddcmulOp.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => AddcdivOp.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => AddcdivOp.Call(this, tensor1, tensor2);
        public Tensor logical_and(Tensor other) => LogicalAndOp.Call(this, other);
        public Tensor logical_or(Tensor other) => LogicalOrOp.Call(this, other);
        public Tensor logical_xor(Tensor other) => LogicalXorOp.Call(this, other);
        public Tensor nan_to_num(double nan = 0.0, double? posinf = null, double? neginf = null) => NanToNumOp.Call(this, nan, posinf, neginf);
        public Tensor floor_divide(Scalar other) => FloorDivideScalarOp.Call(this, other);
        public Tensor floor_divide(Tensor other) => FloorDivideOp.Call(this, other);

        private static string? Name(RoundingMode mode)
        {
            return mode switch
            {
                RoundingMode.None => null,
                RoundingMode.trunc => "trunc",
                RoundingMode.floor => "floor",
                _ => throw new ArgumentException($"rounding mode {mode} is not None, trunc or floor"),
            };
        }
    }
}
