namespace TorchSharp;

/// <summary>Numbers to scalars and back.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)Real(value);
    public static double ToDouble(this Scalar value) => Real(value);
    public static Half ToHalf(this Scalar value) => (Half)Real(value);
    public static sbyte ToSByte(this Scalar value) => checked((sbyte)Whole(value));
    public static byte ToByte(this Scalar value) => checked((byte)Whole(value));
    public static short ToInt16(this Scalar value) => checked((short)Whole(value));
    public static int ToInt32(this Scalar value) => checked((int)Whole(value));
    public static long ToInt64(this Scalar value) => Whole(value);
    public static bool ToBoolean(this Scalar value) => Whole(value) != 0;

    private static double Real(Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Kind == ScalarKind.Real ? value.Real : value.Integer;
    }

    private static long Whole(Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Kind == ScalarKind.Real ? (long)value.Real : value.Integer;
    }
}
