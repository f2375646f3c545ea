using System.Collections.Concurrent;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace VisionAttention.Kernel.Display;

/// <summary>
/// Who writes which type in which MIME type, and how much is shown: what cells and extensions told <see cref="Formatter"/>. The most specific type
/// wins, then the latest registration.
/// </summary>
/// <remarks>Nothing of it is loaded before a cell names it or shows something.</remarks>
internal static class FormatterTable
{
    private const int InterfaceDistance = 10_000;
    private const string AssemblyName = "Microsoft.DotNet.Interactive.Formatting";
    private static readonly ConcurrentDictionary<Type, bool> NamesSource = [];

    // Asked for every value inside of another, so it is kept.
    private static volatile bool s_isUsed;

    static FormatterTable()
    {
        AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) => s_isUsed |= loaded.LoadedAssembly.GetName().Name == AssemblyName;
        s_isUsed |= Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.GetName().Name == AssemblyName);
    }

    internal static int ItemLimit => s_isUsed ? Formatter.ListExpansionLimit : 20;

    internal static int DepthLimit => s_isUsed ? Formatter.RecursionLimit : 6;

    /// <summary>What stands for null.</summary>
    internal static string NullText => s_isUsed ? Formatter.NullString : "<null>";

    /// <summary>What values are shown in when nothing is registered for their type.</summary>
    internal static string UsualMimeType => s_isUsed ? Formatter.DefaultMimeType : MimeTypes.Html;

    /// <summary>True for what display() gives, which is on show already.</summary>
    internal static bool IsOnShow(object value) => s_isUsed && value is DisplayedValue;

    /// <summary>The MIME types a type is preferred in, else those its nearest registrations write; none for a type that nobody formats.</summary>
    internal static string[] MimeTypesOf(Type type)
    {
        var formatsItself = FormatsItself(type);
        if (!formatsItself && !s_isUsed)
        {
            return [];
        }

        var preferred = Formatter.GetPreferredMimeTypesFor(type);
        var usual = type == typeof(string) ? MimeTypes.Text : Formatter.DefaultMimeType;
        if (formatsItself || preferred.Count != 1 || !preferred.Contains(usual))
        {
            return [.. preferred];
        }

        var registered = Registered(type).ToList();
        var best = registered.Min(static entry => (int?)entry.Distance);
        return [.. registered.Where(entry => entry.Distance == best).Select(static entry => entry.Formatter.MimeType).Distinct()];
    }

    /// <summary>The value as a registered formatter writes it; null when none does or will.</summary>
    internal static string? Write(object value, string mimeType)
    {
        var type = value.GetType();
        var formatsItself = FormatsItself(type);
        if (!formatsItself && !s_isUsed)
        {
            return null;
        }

        // Of equals the latest registration stands first.
        var formatter = Registered(type).Where(entry => entry.Formatter.MimeType == mimeType).OrderBy(static entry => entry.Distance).FirstOrDefault().Formatter;
        if (formatter is null && formatsItself)
        {
            if (mimeType == MimeTypes.Text && value is IHtmlContent)
            {
                return new MimeText(MimeTypes.Html, value.ToDisplayString(MimeTypes.Html)).ToString();
            }

            formatter = Formatter.GetPreferredMimeTypesFor(type).Append(MimeTypes.Text).Contains(mimeType) ? Formatter.GetPreferredFormatterFor(type, mimeType) : null;
        }

        if (formatter is null)
        {
            return null;
        }

        using var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        using var context = new FormatContext(writer);
        return formatter.Format(value, context) ? writer.ToString() : null;
    }

    private static IEnumerable<(int Distance, ITypeFormatter Formatter)> Registered(Type type) =>
        from formatter in Formatter.RegisteredFormatters(includeDefaults: false)
        let distance = Distance(type, formatter.Type)
        where distance is not null
        select (distance.Value, formatter);

    /// <summary>
    /// True for types of .NET Interactive, for pieces of HTML, and for types that name the source of their formatters in an attribute, which is known
    /// by its name: a library need not reference anything.
    /// </summary>
    private static bool FormatsItself(Type type) =>
        NamesSource.GetOrAdd(type, HasSource) || (s_isUsed && (type.Assembly == typeof(Formatter).Assembly || typeof(IHtmlContent).IsAssignableFrom(type)));

    private static bool HasSource(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetCustomAttributesData().Any(static attribute => attribute.AttributeType.Name == "TypeFormatterSourceAttribute"))
            {
                return true;
            }
        }

        return false;
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
