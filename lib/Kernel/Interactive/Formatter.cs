using VisionAttention.Kernel.Display;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How values of a type are shown. The most specific type wins, then the latest registration.</summary>
public static class Formatter
{
    private static readonly Lock Gate = new();
    private static readonly List<(Type Type, string MimeType, Action<object, TextWriter> Write)> Registered = [];
    private static readonly Dictionary<Type, string[]> Preferred = [];

    /// <summary>Registers how a type is written in one MIME type.</summary>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = "text/plain") =>
        Register(typeof(T), (value, writer) => formatter((T)value, writer), mimeType);

    /// <summary>Registers how a type is written in one MIME type.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = "text/plain") =>
        Register(typeof(T), (value, writer) => writer.Write(formatter((T)value)), mimeType);

    /// <summary>Registers how a type is written in one MIME type; the type may be an open generic one.</summary>
    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = "text/plain")
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(formatter);
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        lock (Gate)
        {
            Registered.RemoveAll(entry => entry.Type == type && entry.MimeType == mimeType);
            Registered.Add((type, mimeType, formatter));
        }
    }

    /// <summary>Says in which MIME types a type is shown, among those it is registered for.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        lock (Gate)
        {
            Preferred[type] = preferredMimeTypes;
        }
    }

    /// <summary>Forgets every registration.</summary>
    public static void ResetToDefault()
    {
        lock (Gate)
        {
            Registered.Clear();
            Preferred.Clear();
        }
    }

    /// <summary>The value as text in one MIME type.</summary>
    public static string ToDisplayString(this object? value, string mimeType = "text/plain") => FormatAs(value, mimeType);

    internal static string FormatAs(object? value, string mimeType) =>
        Custom(value, mimeType) ?? (mimeType == MimeTypes.Html && value is not null ? HtmlTable.Of(value) : null) ?? Default(value, mimeType);

    /// <summary>Texts by MIME type: those asked for, else those preferred, else all the value has.</summary>
    internal static Dictionary<string, string> FormatAll(object? value, IReadOnlyList<string> mimeTypes)
    {
        var wanted = mimeTypes.Count > 0 ? mimeTypes : value is null ? [] : WantedFor(value.GetType());
        var texts = new Dictionary<string, string>();
        foreach (var mimeType in wanted)
        {
            texts[mimeType] = FormatAs(value, mimeType);
        }

        if (wanted.Count == 0 && value is not null && HtmlTable.Of(value) is { } table)
        {
            texts[MimeTypes.Html] = table;
        }

        return texts;
    }

    private static List<string> WantedFor(Type type)
    {
        lock (Gate)
        {
            var preferred = Preferred.Keys.Where(key => Distance(type, key) is not null).MinBy(key => Distance(type, key));
            if (preferred is not null)
            {
                return [.. Preferred[preferred]];
            }

            var best = Registered.Min(entry => Distance(type, entry.Type));
            return best is null ? [] : [.. Registered.Where(entry => Distance(type, entry.Type) == best).Select(static entry => entry.MimeType).Distinct()];
        }
    }

    private static string? Custom(object? value, string mimeType)
    {
        if (value is null)
        {
            return null;
        }

        Action<object, TextWriter>? write;
        lock (Gate)
        {
            // MinBy keeps the first of equals; reversed, that is the latest registration.
            write = Registered.AsEnumerable().Reverse()
                .Where(entry => entry.MimeType == mimeType && Distance(value.GetType(), entry.Type) is not null)
                .Select(entry => ((int Distance, Action<object, TextWriter> Write)?)(Distance(value.GetType(), entry.Type)!.Value, entry.Write))
                .MinBy(static entry => entry!.Value.Distance)?.Write;
        }

        if (write is null)
        {
            return null;
        }

        using var writer = new StringWriter();
        write(value, writer);
        return writer.ToString();
    }

    private static string Default(object? value, string mimeType)
    {
        var text = PlainText.Of(value);
        return mimeType switch
        {
            MimeTypes.Html => $"<pre>{System.Net.WebUtility.HtmlEncode(text)}</pre>",
            _ when MimeTypes.IsJson(mimeType) && value is not string => System.Text.Json.JsonSerializer.Serialize(value),
            _ => text,
        };
    }

    /// <summary>How far a registered type is from a value's type: bases by their steps, then interfaces, object last; null when unrelated.</summary>
    private static int? Distance(Type type, Type registered)
    {
        var steps = 0;
        for (var current = type; current is not null; current = current.BaseType, steps++)
        {
            if (current == registered || (current.IsGenericType && current.GetGenericTypeDefinition() == registered))
            {
                return registered == typeof(object) && type != typeof(object) ? int.MaxValue : steps;
            }
        }

        foreach (var contract in type.GetInterfaces())
        {
            if (contract == registered || (contract.IsGenericType && contract.GetGenericTypeDefinition() == registered))
            {
                // The more interfaces an interface builds on, the more specific it is.
                return 10_000 - contract.GetInterfaces().Length;
            }
        }

        return null;
    }
}
