using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Bundled.TorchSharp.Tests.Signatures;

/// <summary>Types as official-signatures.txt writes them: C# keywords, tuple names, no repeated namespaces.</summary>
internal static partial class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>A type where it is used; <paramref name="use"/> holds the names of its tuple elements.</summary>
    public static string Of(Type type, ICustomAttributeProvider? use = null)
    {
        var names = use?.GetCustomAttributes(typeof(TupleElementNamesAttribute), inherit: false).OfType<TupleElementNamesAttribute>().FirstOrDefault();
        return Write(type, new Queue<string?>(names?.TransformNames ?? []));
    }

    /// <summary>The full name with its type parameters, as the heading of a type's members.</summary>
    public static string Heading(Type type) => Write(type, new Queue<string?>());

    private static string Write(Type type, Queue<string?> names)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsByRef)
            return Write(type.GetElementType()!, names);
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Write(underlying, names) + "?";
        if (type.IsArray)
            return $"{Write(type.GetElementType()!, names)}[{new string(',', type.GetArrayRank() - 1)}]";
        return IsTuple(type) ? Tuple(type, names) : Shorten(Qualified(type, names));
    }

    private static bool IsTuple(Type type)
    {
        return type is { IsGenericType: true, IsGenericTypeDefinition: false } && type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) is true or null
            && type.Namespace == "System" && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal);
    }

    private static string Tuple(Type type, Queue<string?> names)
    {
        var own = type.GenericTypeArguments.Select(_ => names.TryDequeue(out var name) ? name : null).ToArray();
        return $"({string.Join(", ", type.GenericTypeArguments.Select((part, index) => Write(part, names) + (own[index] is { } name ? " " + name : "")))})";
    }

    private static string Qualified(Type type, Queue<string?> names)
    {
        var arguments = type.GetGenericArguments();
        var outer = type.DeclaringType;
        var inherited = outer?.GetGenericArguments().Length ?? 0;
        var prefix = outer is null ? type.Namespace + "." : Outer(outer, arguments, names) + ".";
        var name = Arity().Replace(type.Name, "");
        var own = arguments[inherited..];
        return prefix + name + (own.Length == 0 ? "" : $"<{string.Join(", ", own.Select(argument => Write(argument, names)))}>");
    }

    private static string Outer(Type outer, Type[] arguments, Queue<string?> names)
    {
        return outer.IsGenericTypeDefinition ? Qualified(outer.MakeGenericType(arguments[..outer.GetGenericArguments().Length]), names) : Qualified(outer, names);
    }

    private static string Shorten(string name)
    {
        foreach (var (full, brief) in ((string, string)[])[("TorchSharp.torch.Tensor", "Tensor"), ("TorchSharp.", ""), ("System.Collections.Generic.", ""), ("System.", "")])
        {
            if (name == full || (name.StartsWith(full, StringComparison.Ordinal) && full.EndsWith('.')))
                return brief + name[full.Length..];
        }
        return name;
    }

    [GeneratedRegex("`[0-9]+$")]
    private static partial Regex Arity();
}
