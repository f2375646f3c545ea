using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace VisionAttention.Kernel.Display;

/// <summary>Any value as plain text: scalars as they are, sequences in brackets, objects by their properties.</summary>
internal static class PlainText
{
    internal const int ListLimit = 20;
    private const int DepthLimit = 6;

    internal static string Of(object? value) => Of(value, depth: 0);

    internal static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(DateTime)
            || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(Guid) || typeof(Type).IsAssignableFrom(type);
    }

    internal static bool DescribesItself(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } owner && owner != typeof(object) && owner != typeof(ValueType);

    private static string Of(object? value, int depth)
    {
        switch (value)
        {
            case null:
                return "<null>";
            case string text:
                return text;
            case IFormattable formattable:
                return formattable.ToString(null, CultureInfo.InvariantCulture);
            case ITuple tuple:
                return "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(index => Of(tuple[index], depth + 1))) + ")";
        }

        if (depth >= DepthLimit)
        {
            return value.GetType().Name;
        }

        if (value is IDictionary dictionary)
        {
            return Sequence(dictionary.Cast<object>().Select(ObjectShape.KeyAndValue).Select(pair => $"{Of(pair.Key, depth + 1)}: {Of(pair.Value, depth + 1)}"));
        }

        if (value is IEnumerable sequence && !(DescribesItself(value.GetType()) && value is not ICollection))
        {
            return Sequence(sequence.Cast<object?>().Select(item => Of(item, depth + 1)));
        }

        if (DescribesItself(value.GetType()))
        {
            return value.ToString() ?? "";
        }

        var members = ObjectShape.Members(value.GetType()).Select(member => $"{member.Name} = {Of(member.Read(value), depth + 1)}");
        return $"{ObjectShape.NameOf(value.GetType())} {{ {string.Join(", ", members)} }}";
    }

    private static string Sequence(IEnumerable<string> items)
    {
        var (shown, more) = ObjectShape.Limited(items);
        return $"[ {string.Join(", ", shown)}{more switch { 0 => "", < 0 => ", ... and more", _ => $", ... and {more} more" }} ]";
    }
}
