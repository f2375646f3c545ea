using System.Globalization;
using TorchSharp.Modules;

namespace TorchSharp;

public static class TensorExtensionMethods
{
    public static int ElementSize(this torch.ScalarType type)
    {
        return type switch
        {
            torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
            torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
            torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
            torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
            torch.ScalarType.ComplexFloat64 => 16,
            _ => throw new ArgumentException($"{type} has no known size"),
        };
    }

    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, side) => product * side);

    public static double ToDouble(this torch.Tensor value) => value.Number();

    public static float ToSingle(this torch.Tensor value) => (float)value.Number();

    public static long ToInt64(this torch.Tensor value) => value.Integer();

    public static int ToInt32(this torch.Tensor value) => checked((int)value.Integer());

    public static bool ToBoolean(this torch.Tensor value) => value.Integer() != 0;

    public static Parameter AsParameter(this torch.Tensor tensor) => new(tensor);

    public static string str(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
    {
        if (style == TensorStringStyle.Default)
            style = torch.TensorStringStyle == TensorStringStyle.Default ? TensorStringStyle.Julia : torch.TensorStringStyle;
        return TensorText.Of(tensor, style, fltFormat ?? "g5", width ?? 100, newLine, cultureInfo);
    }

    public static string jlstr(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null)
    {
        return TensorText.Of(tensor, TensorStringStyle.Julia, fltFormat ?? "g5", width ?? 100, newLine, cultureInfo);
    }

    public static string npstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null)
    {
        return TensorText.Of(tensor, TensorStringStyle.Numpy, fltFormat ?? "g5", width ?? 100, newLine, cultureInfo);
    }

    public static string cstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null)
    {
        return TensorText.Of(tensor, TensorStringStyle.CSharp, fltFormat ?? "g5", width ?? 100, newLine, cultureInfo);
    }

    public static string metastr(this torch.Tensor tensor)
    {
        return TensorText.Metadata(tensor);
    }

    public static torch.Tensor print(this torch.Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.str(fltFormat, width, newLine, cultureInfo, style));
        return t;
    }
}
