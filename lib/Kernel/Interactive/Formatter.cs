using VisionAttention.Kernel.Display;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How values of a type are shown. The most specific type wins, then the latest registration.</summary>
/// <remarks>
/// The names are those notebooks know from .NET Interactive. A type is shown in every MIME type it is registered for at once;
/// text/plain is always added.
/// </remarks>
public static class Formatter
{
    /// <summary>How many items of a sequence are shown.</summary>
    public static int ListExpansionLimit { get => FormatterTable.ItemLimit; set => FormatterTable.ItemLimit = value; }

    /// <summary>How deep objects inside objects are shown.</summary>
    public static int RecursionLimit { get => FormatterTable.DepthLimit; set => FormatterTable.DepthLimit = value; }

    /// <summary>What stands for null.</summary>
    public static string NullString { get => FormatterTable.NullText; set => FormatterTable.NullText = value; }

    /// <summary>What values are shown in when nothing is registered for their type. With text/html only values of some structure are.</summary>
    public static string DefaultMimeType { get => FormatterTable.UsualMimeType; set => FormatterTable.UsualMimeType = value; }

    /// <summary>Registers how a type is written in one MIME type.</summary>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = "text/plain")
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Register(typeof(T), (value, writer) => formatter((T)value, writer), mimeType);
    }

    /// <summary>Registers how a type is written in one MIME type.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = "text/plain")
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Register(typeof(T), (value, writer) => writer.Write(formatter((T)value)), mimeType);
    }

    /// <summary>Registers how a type is written in one MIME type. A formatter that gives false leaves the value to the usual display.</summary>
    public static void Register<T>(Func<T, FormatContext, bool> formatter, string mimeType = "text/plain")
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Add(typeof(T), (value, writer) => formatter((T)value, new FormatContext(writer)), mimeType);
    }

    /// <summary>Registers how a type is written in one MIME type; the type may be an open generic one.</summary>
    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = "text/plain")
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(formatter);
        Add(type, (value, writer) => { formatter(value, writer); return true; }, mimeType);
    }

    /// <summary>Says in which MIME types a type is shown.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(preferredMimeTypes);
        FormatterTable.Prefer(type, preferredMimeTypes);
    }

    /// <summary>The MIME types a type is preferred in or registered for; the default one when there is neither.</summary>
    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return FormatterTable.MimeTypesOf(type) is { Length: > 0 } registered ? registered : [type == typeof(string) ? MimeTypes.Text : DefaultMimeType];
    }

    /// <summary>Forgets every registration and sets the limits back.</summary>
    public static void ResetToDefault() => FormatterTable.Clear();

    /// <summary>The value as text in one MIME type.</summary>
    public static string ToDisplayString(this object? value, string mimeType = "text/plain") =>
        new ValueFormats(value) is var formats && formats.As(mimeType) is { } text ? text : formats.As(MimeTypes.Text)!;

    /// <summary>Writes the value in one MIME type.</summary>
    public static void FormatTo<T>(this T value, TextWriter writer, string mimeType = "text/plain")
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ToDisplayString(value, mimeType));
    }

    private static void Add(Type type, Func<object, TextWriter, bool> formatter, string mimeType)
    {
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        FormatterTable.Add(type, formatter, mimeType);
    }
}

/// <summary>Where a formatter writes to.</summary>
public sealed class FormatContext
{
    /// <param name="writer">Takes the text.</param>
    public FormatContext(TextWriter writer) => Writer = writer;

    /// <summary>Takes the text.</summary>
    public TextWriter Writer { get; }
}
