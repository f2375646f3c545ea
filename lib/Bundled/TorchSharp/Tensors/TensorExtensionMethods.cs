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

    public static short ToInt16(this torch.Tensor value) => checked((short)value.Integer());

    public static sbyte ToSByte(this torch.Tensor value) => checked((sbyte)value.Integer());

    public static byte ToByte(this torch.Tensor value) => checked((byte)value.Integer());

    public static Half ToHalf(this torch.Tensor value) => (Half)value.Number();

    /// <summary>The shape as ints.</summary>
    public static ReadOnlySpan<int> IntShape(this torch.Tensor tensor) => Array.ConvertAll(tensor.shape, side => checked((int)side));

    /// <summary>A tensor without dimensions of one value.</summary>
    public static torch.Tensor ToTensor<T>(this T scalar, torch.Device? device = null, bool requires_grad = false) where T : struct
    {
        return torch.from_array(new[] { scalar }, null, device).reshape([]).requires_grad_(requires_grad);
    }

    /// <summary>A tensor of the values in the shape given.</summary>
    public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
    {
        return torch.from_array(rawArray).reshape(dimensions).requires_grad_(requires_grad);
    }

    /// <summary>Writes the tensor in the layout of module files.</summary>
    public static void Save(this torch.Tensor tensor, BinaryWriter writer) => Utils.TensorFile.Write(writer, tensor);

    public static void Save(this torch.Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        tensor.Save(writer);
    }

    public static void Save(this torch.Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Fills the tensor from a file of the same type and shape.</summary>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var loaded = Load(reader);
        if (skip)
            return;
        if (loaded.dtype != tensor.dtype || !loaded.shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException($"the file holds {loaded.dtype} of shape [{string.Join(", ", loaded.shape)}], the tensor is {tensor.dtype} of shape [{string.Join(", ", tensor.shape)}]");
        using var still = torch.no_grad();
        tensor.copy_(loaded);
    }

    public static torch.Tensor Load(BinaryReader reader, bool skip = false) => Utils.TensorFile.Read(reader);

    public static void Load(ref torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        if (tensor is null)
            tensor = Load(reader);
        else
            tensor.Load(reader, skip);
    }

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
