using TorchSharp.Native;

namespace TorchSharp;

// What is known of element types.
public static partial class torch
{
    private static readonly Operator CanCastOf = Operator.Find("can_cast");
    private static readonly Operator PromoteTypesOf = Operator.Find("promote_types");
    private static readonly Operator ResultTypeOf = Operator.Find("result_type", "Tensor");

    public static bool is_floating_point(ScalarType type) => type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;
    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;
    public static bool is_integral(ScalarType type) => type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;
    public static bool is_quantized(ScalarType type) => false;
    public static bool is_storage(object obj) => obj is Storage;
    public static bool can_cast(ScalarType from, ScalarType to) => CanCastOf.CallBool(from, to);
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => (ScalarType)PromoteTypesOf.CallNumber(type1, type2).Integer;
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)ResultTypeOf.CallNumber(tensor1, tensor2).Integer;

    public static long max_int_value(ScalarType type)
    {
        return type switch
        {
            ScalarType.Byte => byte.MaxValue,
            ScalarType.Int8 => sbyte.MaxValue,
            ScalarType.Int16 => short.MaxValue,
            ScalarType.Int32 => int.MaxValue,
            ScalarType.Int64 => long.MaxValue,
            ScalarType.Bool => 1,
            _ => throw new ArgumentException($"{type} is not a whole-number type"),
        };
    }

    public static FInfo finfo() => finfo(get_default_dtype());

    public static FInfo finfo(ScalarType dtype)
    {
        return dtype switch
        {
            ScalarType.Float16 => new FInfo { bits = 16, eps = Math.Pow(2, -10), max = 65504, min = -65504, tiny = Math.Pow(2, -14), smallest_normal = Math.Pow(2, -14), resolution = 1e-3 },
            ScalarType.BFloat16 => new FInfo { bits = 16, eps = Math.Pow(2, -7), max = 3.3895313892515355e38, min = -3.3895313892515355e38, tiny = Math.Pow(2, -126), smallest_normal = Math.Pow(2, -126), resolution = 1e-2 },
            ScalarType.Float32 or ScalarType.ComplexFloat32 => new FInfo { bits = 32, eps = Math.Pow(2, -23), max = float.MaxValue, min = float.MinValue, tiny = Math.Pow(2, -126), smallest_normal = Math.Pow(2, -126), resolution = 1e-6 },
            ScalarType.Float64 or ScalarType.ComplexFloat64 => new FInfo { bits = 64, eps = Math.Pow(2, -52), max = double.MaxValue, min = double.MinValue, tiny = Math.Pow(2, -1022), smallest_normal = Math.Pow(2, -1022), resolution = 1e-15 },
            _ => throw new ArgumentException($"{dtype} is not a floating-point type"),
        };
    }

    public struct FInfo
    {
        public int bits;
        public double eps;
        public double max;
        public double min;
        public double tiny;
        public double smallest_normal;
        public double resolution;
    }
}
