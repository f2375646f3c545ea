using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace VisionAttention.Tensors;

/// <summary>Errors about files: one line, with the file's name. The readers throw the reason, this adds the rest in one place.</summary>
internal static class FileErrors
{
    private const int LongestShown = 300;

    /// <summary>Runs a reader; whatever the content makes it throw becomes one <see cref="InvalidDataException"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">Its format.</param>
    /// <param name="read">The reader.</param>
    /// <param name="tensor">The tensor that is read, if it is one.</param>
    public static T Naming<T>(string path, string kind, Func<T> read, string? tensor = null)
    {
        try
        {
            return read();
        }
        catch (ForeignContentException error)
        {
            throw new InvalidDataException($"{OneLine(path)} {OneLine(error.Message)}");
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or IOException or NotSupportedException or OverflowException
            && error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            var reason = error switch { EndOfStreamException => "it ends too early", JsonException json => Json(json), _ => error.Message };
            throw Damaged(path, kind, tensor is null ? reason : $"{tensor}: {reason}");
        }
    }

    /// <summary>As <see cref="Naming{T}"/>, for a constructor that must also let go of what it holds.</summary>
    public static T NamingOrDisposing<T>(string path, string kind, IDisposable held, Func<T> read)
    {
        try
        {
            return Naming(path, kind, read);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a file that breaks a rule.</summary>
    public static void Unless([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidDataException(otherwise);
    }

    /// <summary>As the other; the message is put together only where the rule is broken.</summary>
    public static void Unless([DoesNotReturnIf(false)] bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref BrokenRule otherwise)
    {
        if (!holds)
            throw new InvalidDataException(otherwise.Text());
    }

    public static InvalidDataException Damaged(string path, string kind, string reason) =>
        new($"{OneLine(path)} is not a whole {OneLine(kind)} file: {OneLine(reason)}");

    /// <summary>What is wrong with a JSON text, and where; .NET says it with its types' names and offsets from 0.</summary>
    public static string Json(JsonException error)
    {
        const string Lacking = "including: ";
        var text = OneLine(error.Message);
        var place = error.Path is { Length: > 1 } path ? OneLine(path[(path.StartsWith("$.", StringComparison.Ordinal) ? 2 : 0)..]) : null;
        if (text.Contains("could not be mapped to any", StringComparison.Ordinal))
            return $"{place ?? "an entry"} is not known";
        if (text.Contains("could not be converted to", StringComparison.Ordinal))
            return $"{place ?? "the whole"} is of another kind than expected";
        if (text.Contains(Lacking, StringComparison.Ordinal))
            return $"it lacks {text[(text.IndexOf(Lacking, StringComparison.Ordinal) + Lacking.Length)..].Split(" Path: ")[0].TrimEnd('.', ';')}";
        var reason = text.Split(" Path: ")[0].Split(" LineNumber: ")[0].TrimEnd('.');
        return error.LineNumber is { } line ? $"{reason} (line {line + 1}, byte {error.BytePositionInLine + 1})" : reason;
    }

    /// <summary>Text from a file as a message may show it: no line breaks, no control characters, not endless.</summary>
    public static string OneLine(string text) => OneLine(text, LongestShown);

    /// <summary>A path as a message may show it: whole, since the name stands at its end.</summary>
    public static string Path(string path) => OneLine(path, int.MaxValue);

    private static string OneLine(string text, int longest)
    {
        var shown = new StringBuilder(Math.Min(text.Length, longest) + 1);
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, longest)))
            shown.Append(char.IsControl(letter) || letter is '\u2028' or '\u2029' || char.IsSurrogate(letter) ? '?' : letter);
        return text.Length > longest ? shown.Append('…').ToString() : shown.ToString();
    }
}

/// <summary>A file that is whole, but holds something else than what is read here. The message is the rest of a sentence that begins with the file's name.</summary>
internal sealed class ForeignContentException(string message) : Exception(message);

/// <summary>The text of a message that nobody may need.</summary>
[InterpolatedStringHandler]
internal ref struct BrokenRule
{
    private DefaultInterpolatedStringHandler _text;

    public BrokenRule(int letters, int values, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        if (isNeeded)
            _text = new(letters, values);
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

    public string Text() => _text.ToStringAndClear();
}
