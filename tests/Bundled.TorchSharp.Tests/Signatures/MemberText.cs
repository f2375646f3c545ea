using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Bundled.TorchSharp.Tests.Signatures;

/// <summary>A member as official-signatures.txt writes it: kind, return type, name, type parameters, parameters with defaults, accessors.</summary>
internal static class MemberText
{
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_Addition"] = "+", ["op_Subtraction"] = "-", ["op_Multiply"] = "*", ["op_Division"] = "/", ["op_Modulus"] = "%",
        ["op_UnaryNegation"] = "-", ["op_OnesComplement"] = "~", ["op_BitwiseAnd"] = "&", ["op_BitwiseOr"] = "|", ["op_ExclusiveOr"] = "^",
        ["op_Equality"] = "==", ["op_Inequality"] = "!=", ["op_LessThan"] = "<", ["op_LessThanOrEqual"] = "<=", ["op_GreaterThan"] = ">",
        ["op_GreaterThanOrEqual"] = ">=", ["op_LeftShift"] = "<<", ["op_RightShift"] = ">>", ["op_UnaryPlus"] = "+",
    };

    /// <summary>The line, or null for what the list does not hold (private members, accessors, what the compiler makes).</summary>
    public static string? Of(MemberInfo member)
    {
        return member switch
        {
            _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) => null,
            ConstructorInfo constructor => Constructor(constructor),
            MethodInfo method => Method(method),
            PropertyInfo property => Property(property),
            FieldInfo field => Field(field),
            _ => null,
        };
    }

    /// <summary>True for a member that stands where a base type already promised it.</summary>
    public static bool IsOverride(MemberInfo member)
    {
        return member switch
        {
            MethodInfo method => method.GetBaseDefinition() != method,
            PropertyInfo property => property.GetAccessors(nonPublic: true).Any(accessor => accessor.GetBaseDefinition() != accessor),
            _ => false,
        };
    }

    private static string? Constructor(ConstructorInfo constructor)
    {
        return constructor.IsStatic || Access(constructor) is not { } access
            ? null
            : $"ctor\t{access}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})";
    }

    private static string? Method(MethodInfo method)
    {
        if (Access(method) is not { } access || method.Name == "Finalize")
            return null;
        var shape = access + (method.IsStatic ? "static " : "");
        if (method.Name is "op_Implicit" or "op_Explicit")
            return $"conversion\t{shape}{(method.Name == "op_Implicit" ? "implicit" : "explicit")} operator {Returned(method)}({Parameters(method)})";
        if (Operators.TryGetValue(method.Name, out var symbol))
            return $"operator\t{shape}{Returned(method)} operator {symbol}({Parameters(method)})";
        if (method.IsSpecialName)
            return null;
        var extension = method.IsDefined(typeof(ExtensionAttribute));
        return $"{(extension ? "extension" : "method")}\t{shape}{Returned(method)} {method.Name}{TypeParameters(method)}"
            + $"({(extension ? "this " : "")}{Parameters(method)}){Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}";
    }

    private static string? Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true);
        var access = accessors.Select(Access).OfType<string>().OrderBy(text => text.Length).FirstOrDefault();
        if (access is null)
            return null;
        var parts = new[] { (property.GetMethod, "get; "), (property.SetMethod, "set; ") }
            .Where(part => part.Item1 is not null && Access(part.Item1) is not null)
            .Select(part => (Access(part.Item1!) == access ? "" : Access(part.Item1!)) + part.Item2);
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        return $"{(index.Length == 0 ? "property" : "indexer")}\t{access}{(accessors[0].IsStatic ? "static " : "")}"
            + $"{TypeText.Of(property.PropertyType, property)} {name} {{ {string.Concat(parts)}}}";
    }

    private static string? Field(FieldInfo field)
    {
        if (field.IsSpecialName || !(field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
            return null;
        if (field.DeclaringType!.IsEnum)
            return $"enumvalue\t{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
        var access = field.IsPublic ? "" : "protected ";
        var type = TypeText.Of(field.FieldType, field);
        return field.IsLiteral
            ? $"const\t{access}const {type} {field.Name} = {Value(field.GetRawConstantValue(), field.FieldType)}"
            : $"field\t{access}{(field.IsStatic ? "static " : "")}{type} {field.Name}";
    }

    private static string? Access(MethodBase method)
    {
        if (method.IsPublic)
            return "";
        return method.IsFamily || method.IsFamilyOrAssembly ? "protected " : null;
    }

    private static string Returned(MethodInfo method) => TypeText.Of(method.ReturnType, method.ReturnTypeCustomAttributes);

    private static string TypeParameters(MethodInfo method)
    {
        return method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
    }

    private static string Constraints(Type[] arguments)
    {
        return string.Concat(arguments.Select(argument =>
        {
            var attributes = argument.GenericParameterAttributes;
            var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
            List<string> rules = [];
            if (isStruct)
                rules.Add(argument.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsUnmanagedAttribute") ? "unmanaged" : "struct");
            if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
                rules.Add("class");
            rules.AddRange(argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(type => TypeText.Of(type)));
            if (!isStruct && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
                rules.Add("new()");
            return rules.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", rules)}";
        }));
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter switch
        {
            { IsOut: true, ParameterType.IsByRef: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        var value = parameter.HasDefaultValue ? " = " + Value(parameter.DefaultValue, parameter.ParameterType) : "";
        return $"{prefix}{TypeText.Of(parameter.ParameterType, parameter)} {parameter.Name}{value}";
    }

    private static string Value(object? value, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => type.IsValueType && plain == type ? "default" : "null",
            _ when plain.IsEnum => $"{TypeText.Of(plain)}.{Enum.GetName(plain, value)}",
            bool flag => flag ? "true" : "false",
            string text => $"\"{text}\"",
            char letter => $"'{letter}'",
            float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
            double number => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
