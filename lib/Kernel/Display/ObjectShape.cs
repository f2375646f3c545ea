using System.Reflection;
using System.Runtime.CompilerServices;

namespace VisionAttention.Kernel.Display;

/// <summary>What there is to show of an object: its public properties and fields.</summary>
internal static class ObjectShape
{
    internal sealed record Member(string Name, Func<object, object?> Read);

    /// <summary>Members in the order of declaration, those of bases first, a hidden one not at all.</summary>
    internal static List<Member> Members(Type type)
    {
        var members = new List<(int Depth, Member Member)>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is { IsPublic: true } getter && property.GetIndexParameters().Length == 0 && CanBeBoxed(property.PropertyType))
            {
                // Without wrapping, so that a stopped cell's exception is seen as such.
                members.Add((Depth(property), new Member(property.Name, value => getter.Invoke(value, BindingFlags.DoNotWrapExceptions, null, null, null))));
            }
        }

        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance).Where(static field => CanBeBoxed(field.FieldType)))
        {
            members.Add((Depth(field), new Member(field.Name, field.GetValue)));
        }

        return
        [
            .. members.GroupBy(static entry => entry.Member.Name).Select(static same => same.MaxBy(static entry => entry.Depth))
                .OrderBy(static entry => entry.Depth).Select(static entry => entry.Member),
        ];
    }

    /// <summary>True when somebody wrote a ToString for the type, rather than the compiler, as it does for records.</summary>
    internal static bool DescribesItself(Type type)
    {
        var method = type.GetMethod(nameof(ToString), BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes);
        return method?.DeclaringType is { } owner && owner != typeof(object) && owner != typeof(ValueType)
            && !TypeNames.IsAnonymous(owner) && !method.IsDefined(typeof(CompilerGeneratedAttribute));
    }

    /// <summary>The count of a sequence that knows it; null when counting means running the sequence.</summary>
    internal static long? CheapCount(object sequence)
    {
        foreach (var contract in sequence.GetType().GetInterfaces())
        {
            var definition = contract.IsGenericType ? contract.GetGenericTypeDefinition() : contract;
            if (definition == typeof(IReadOnlyCollection<>) || definition == typeof(ICollection<>) || definition == typeof(System.Collections.ICollection))
            {
                return (int)contract.GetProperty("Count")!.GetValue(sequence)!;
            }

            if (definition == typeof(IEnumerable<>))
            {
                object?[] arguments = [sequence, 0];
                if ((bool)NonEnumeratedCount.MakeGenericMethod(contract.GetGenericArguments()).Invoke(null, arguments)!)
                {
                    return (int)arguments[1]!;
                }
            }
        }

        return null;
    }

    private static readonly MethodInfo NonEnumeratedCount = typeof(Enumerable).GetMethod(nameof(Enumerable.TryGetNonEnumeratedCount))!;

    private static bool CanBeBoxed(Type type) => !type.IsByRef && !type.IsByRefLike && !type.IsPointer && !type.IsFunctionPointer;

    private static int Depth(MemberInfo member)
    {
        var depth = 0;
        for (var type = member.DeclaringType; type is not null; type = type.BaseType)
        {
            depth++;
        }

        return depth;
    }
}
