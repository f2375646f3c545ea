namespace VisionAttention.Kernel.Display;

/// <summary>Who writes which type in which MIME type, and how much is shown. The most specific type wins, then the latest registration.</summary>
internal static class FormatterTable
{
    private const int InterfaceDistance = 10_000;
    private static readonly Lock Gate = new();
    private static readonly List<(Type Type, string MimeType, Func<object, TextWriter, bool> Write)> Registered = [];
    private static readonly Dictionary<Type, string[]> Preferred = [];

    internal static int ItemLimit { get; set; } = 20;

    internal static int DepthLimit { get; set; } = 6;

    /// <summary>What stands for null.</summary>
    internal static string NullText { get; set; } = "<null>";

    /// <summary>What values are shown in when nothing is registered for their type.</summary>
    internal static string UsualMimeType { get; set; } = MimeTypes.Html;

    internal static void Add(Type type, Func<object, TextWriter, bool> write, string mimeType)
    {
        lock (Gate)
        {
            Registered.RemoveAll(entry => entry.Type == type && entry.MimeType == mimeType);
            Registered.Add((type, mimeType, write));
        }
    }

    internal static void Prefer(Type type, string[] mimeTypes)
    {
        lock (Gate)
        {
            Preferred[type] = mimeTypes;
        }
    }

    internal static void Clear()
    {
        lock (Gate)
        {
            Registered.Clear();
            Preferred.Clear();
        }

        (ItemLimit, DepthLimit, NullText, UsualMimeType) = (20, 6, "<null>", MimeTypes.Html);
    }

    /// <summary>The MIME types a type is preferred in, else those its nearest registrations write; none for a type nobody registered.</summary>
    internal static string[] MimeTypesOf(Type type)
    {
        lock (Gate)
        {
            var preferred = Preferred.Keys.Where(key => Distance(type, key) is not null).MinBy(key => Distance(type, key));
            if (preferred is not null)
            {
                return Preferred[preferred];
            }

            var best = Registered.Min(entry => Distance(type, entry.Type));
            return best is null ? [] : [.. Registered.Where(entry => Distance(type, entry.Type) == best).Select(static entry => entry.MimeType).Distinct()];
        }
    }

    /// <summary>The value as a registered formatter writes it; null when none does or will.</summary>
    internal static string? Write(object value, string mimeType)
    {
        Func<object, TextWriter, bool>? write;
        lock (Gate)
        {
            // MinBy keeps the first of equals; reversed, that is the latest registration.
            write = Registered.AsEnumerable().Reverse()
                .Where(entry => entry.MimeType == mimeType && Distance(value.GetType(), entry.Type) is not null)
                .Select(entry => ((int Distance, Func<object, TextWriter, bool> Write)?)(Distance(value.GetType(), entry.Type)!.Value, entry.Write))
                .MinBy(static entry => entry!.Value.Distance)?.Write;
        }

        if (write is null)
        {
            return null;
        }

        using var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        return write(value, writer) ? writer.ToString() : null;
    }

    /// <summary>How far a registered type is from a value's type: bases by their steps, then interfaces, object last; null when unrelated.</summary>
    private static int? Distance(Type type, Type registered)
    {
        var steps = 0;
        for (var current = type; current is not null; current = current.BaseType, steps++)
        {
            if (IsSame(current, registered))
            {
                return registered == typeof(object) && type != typeof(object) ? int.MaxValue : steps;
            }
        }

        // The more interfaces an interface builds on, the more specific it is.
        var contract = Array.Find(type.GetInterfaces(), contract => IsSame(contract, registered));
        return contract is null ? null : InterfaceDistance - contract.GetInterfaces().Length;
    }

    private static bool IsSame(Type type, Type registered) => type == registered || (type.IsGenericType && type.GetGenericTypeDefinition() == registered);
}
