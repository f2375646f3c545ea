using System.Collections;
using System.Reflection;

namespace VisionAttention.Kernel.Display;

/// <summary>What there is to show of an object: its public properties and fields.</summary>
internal static class ObjectShape
{
    internal sealed record Member(string Name, Func<object, object?> Read);

    internal static List<Member> Members(Type type)
    {
        var members = new List<Member>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetIndexParameters().Length == 0)
            {
                members.Add(new Member(property.Name, value => Guarded(() => property.GetValue(value))));
            }
        }

        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            members.Add(new Member(field.Name, field.GetValue));
        }

        return members;
    }

    internal static string NameOf(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name;
        }

        var name = type.Name.Split('`')[0];
        return name.Contains("AnonymousType", StringComparison.Ordinal) ? "" : $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }

    /// <summary>The first items, and how many are left; -1 when a sequence that cannot be counted goes on.</summary>
    internal static (List<T> Shown, int More) Limited<T>(IEnumerable<T> items)
    {
        var shown = new List<T>();
        var more = 0;
        foreach (var item in items)
        {
            if (shown.Count < PlainText.ListLimit)
            {
                shown.Add(item);
            }
            else if (++more > 100_000)
            {
                return (shown, -1);
            }
        }

        return (shown, more);
    }

    internal static (object? Key, object? Value) KeyAndValue(object entry)
    {
        if (entry is DictionaryEntry plain)
        {
            return (plain.Key, plain.Value);
        }

        var type = entry.GetType();
        return (type.GetProperty("Key")?.GetValue(entry), type.GetProperty("Value")?.GetValue(entry));
    }

    private static object? Guarded(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (TargetInvocationException error)
        {
            return $"({error.InnerException?.GetType().Name})";
        }
    }
}
