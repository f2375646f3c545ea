using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace VisionAttention.Lessons;

/// <summary>A tensor's numbers as a lesson shows them: in NumPy's brackets, in columns, and all of them.</summary>
/// <remarks>TorchSharp's own text leaves out the middle of every axis above 6, and does not line up columns.</remarks>
public static class TensorText
{
    // Above this TorchSharp's own text, which leaves out, is what one can look at.
    private const long MostNumbers = 1000;

    /// <summary>The text of a tensor.</summary>
    /// <param name="tensor">Any shape, type and device.</param>
    /// <param name="format">Of a floating number.</param>
    public static string Numbers(Tensor tensor, string format = "g5")
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.numel() > MostNumbers || tensor.is_complex())
            return tensor.npstr(format);
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().reshape(-1);
        string[] texts = tensor.dtype == ScalarType.Bool
            ? [.. flat.data<bool>().Select(value => value ? "true" : "false")]
            : tensor.is_floating_point()
                ? [.. flat.to(float64).data<double>().Select(value => value.ToString(format, CultureInfo.InvariantCulture))]
                : [.. flat.to(int64).data<long>().Select(value => value.ToString(CultureInfo.InvariantCulture))];
        var width = tensor.ndim == 0 || texts.Length == 0 ? 0 : texts.Max(text => text.Length);
        return Part(texts, tensor.shape, width, indent: 1);
    }

    private static string Part(ReadOnlySpan<string> texts, ReadOnlySpan<long> shape, int width, int indent)
    {
        if (shape.IsEmpty)
            return texts[0].PadLeft(width);
        var parts = new string[shape[0]];
        for (var part = 0; part < parts.Length; part++)
        {
            var size = texts.Length / parts.Length;
            parts[part] = Part(texts.Slice(part * size, size), shape[1..], width, indent + 1);
        }
        // One line for each row, and an empty one more between the parts of each further axis.
        var between = shape.Length == 1 ? ", " : "," + new string('\n', shape.Length - 1) + new string(' ', indent);
        return $"[{string.Join(between, parts)}]";
    }
}
