namespace VisionAttention.Kernel.Editing;

/// <summary>Jupyter counts characters as Unicode code points, C# as UTF-16 units.</summary>
internal static class CodePoints
{
    internal static int ToUtf16(string text, int codePoints)
    {
        var index = 0;
        for (var count = 0; count < codePoints && index < text.Length; count++)
        {
            index += char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1;
        }

        return index;
    }

    internal static int FromUtf16(string text, int index)
    {
        var count = 0;
        for (var at = 0; at < index; count++)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
        }

        return count;
    }
}
