using System.Globalization;

namespace VisionAttention.Tensors;

/// <summary>Numbers of things in messages.</summary>
internal static class Counted
{
    /// <summary>1 image, 2 images, 2 classes.</summary>
    public static string Text(long count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count} {Thing(count, thing)}");

    /// <summary>The word alone: image, images.</summary>
    public static string Thing(long count, string thing) => count == 1 ? thing : thing.EndsWith('s') ? $"{thing}es" : $"{thing}s";
}
