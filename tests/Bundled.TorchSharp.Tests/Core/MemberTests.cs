using System.Reflection;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Core;

/// <summary>
/// Members of a tensor give what PyTorch gives. Each recorded case is tried on the member, on the function of the same name in torch
/// where there is one, and on the form that works in place (recorded/record_members.py writes the cases).
/// </summary>
public sealed class MemberTests : IDisposable
{
    private const double Absolute = 1e-10;
    private const double Relative = 1e-9;

    private static readonly JsonElement[] Cases = [.. Modules.Recorded.Read("members").EnumerateArray()];

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<int, string> Names
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var place = 0; place < Cases.Length; place++)
                data.Add(place, Cases[place].GetProperty("name").GetString()!);
            return data;
        }
    }

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_member_and_its_other_forms_agree_with_PyTorch(int place, string name)
    {
        var arguments = Cases[place].GetProperty("arguments").EnumerateArray().ToArray();
        var expected = Cases[place].GetProperty("results").EnumerateArray().ToArray();
        Check(expected, Call(typeof(Tensor), name, instance: true, arguments) ?? throw new MissingMethodException("Tensor", name), name);
        if (Call(typeof(torch), name, instance: false, arguments) is { } function)
            Check(expected, function, $"torch.{name}");
        if (expected.Length == 1 && Same(expected[0], arguments[0]) && Call(typeof(Tensor), name + "_", instance: true, arguments) is { } changed)
            Check(expected, changed, name + "_");
    }

    [Fact]
    public void The_cases_cover_most_of_the_pointwise_members()
    {
        var recorded = Cases.Select(item => item.GetProperty("name").GetString()).ToHashSet();
        var pointwise = typeof(Tensor).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(Tensor) && !method.IsSpecialName && method.GetParameters().Length == 0)
            .Select(method => method.Name.TrimEnd('_')).ToHashSet();
        var without = pointwise.Where(name => !recorded.Contains(name)).Order(StringComparer.Ordinal).ToList();
        Assert.True(without.Count < pointwise.Count / 2, $"{without.Count} of {pointwise.Count} have no case: {string.Join(" ", without)}");
    }

    // In place, the result keeps the shape and type of the tensor.
    private static bool Same(JsonElement result, JsonElement self)
    {
        return result.GetProperty("type").GetString() == self.GetProperty("type").GetString()
            && result.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()).SequenceEqual(self.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()));
    }

    private static List<Tensor>? Call(Type owner, string name, bool instance, JsonElement[] arguments)
    {
        var flags = BindingFlags.Public | BindingFlags.DeclaredOnly | (instance ? BindingFlags.Instance : BindingFlags.Static);
        foreach (var method in owner.GetMethods(flags).Where(method => method.Name == name && !method.IsGenericMethod).OrderBy(method => method.GetParameters().Length))
        {
            var given = instance ? arguments[1..] : arguments;
            if (Fill(method.GetParameters(), given) is not { } values)
                continue;
            try
            {
                return Listed(method.Invoke(instance ? Read(arguments[0]) : null, values)!);
            }
            catch (TargetInvocationException error)
            {
                throw new InvalidOperationException($"{method}: {error.InnerException!.Message}", error.InnerException);
            }
        }
        return null;
    }

    private static object?[]? Fill(ParameterInfo[] parameters, JsonElement[] given)
    {
        if (parameters.Length < given.Length || parameters.Any(parameter => parameter.ParameterType.IsByRefLike))
            return null;
        var values = new object?[parameters.Length];
        for (var place = 0; place < parameters.Length; place++)
        {
            if (place >= given.Length && !parameters[place].HasDefaultValue)
                return null;
            values[place] = place >= given.Length ? parameters[place].DefaultValue : Value(given[place], parameters[place].ParameterType);
            if (place < given.Length && values[place] is null && given[place].ValueKind != JsonValueKind.Null)
                return null;
        }
        return values;

        static object? Value(JsonElement given, Type type)
        {
            var plain = Nullable.GetUnderlyingType(type) ?? type;
            return given.ValueKind switch
            {
                JsonValueKind.Object when given.TryGetProperty("list", out var list) => plain == typeof(long[]) ? (object)list.EnumerateArray().Select(side => side.GetInt64()).ToArray() : null,
                JsonValueKind.Object => plain == typeof(Tensor) ? (object)Read(given) : null,
                JsonValueKind.True or JsonValueKind.False => plain == typeof(bool) ? (object)given.GetBoolean() : null,
                JsonValueKind.Number when plain == typeof(Scalar) => (object)(given.GetRawText().Contains('.', StringComparison.Ordinal) ? (Scalar)given.GetDouble() : (Scalar)given.GetInt64()),
                JsonValueKind.Number when plain == typeof(double) => given.GetDouble(),
                JsonValueKind.Number when plain == typeof(float) => (float)given.GetDouble(),
                JsonValueKind.Number when plain == typeof(long) && given.TryGetInt64(out var number) => number,
                JsonValueKind.Number when plain == typeof(int) && given.TryGetInt32(out var number) => number,
                _ => null,
            };
        }
    }

    private static List<Tensor> Listed(object result)
    {
        return result switch
        {
            Tensor tensor => [tensor],
            IEnumerable<Tensor> tensors => [.. tensors],
            System.Runtime.CompilerServices.ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(place => (Tensor)tuple[place]!)],
            _ => throw new InvalidOperationException($"{result.GetType()} is no tensor"),
        };
    }

    private static void Check(JsonElement[] expected, List<Tensor> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var place = 0; place < expected.Length; place++)
        {
            Assert.Equal(expected[place].GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()), actual[place].shape);
            Assert.Equal(expected[place].GetProperty("type").GetString(), Python(actual[place].dtype));
            Assert.True(Read(expected[place]).to(ScalarType.Float64).allclose(actual[place].to(ScalarType.Float64), Relative, Absolute, equal_nan: true),
                $"{what} gives {actual[place].str()}, PyTorch {Read(expected[place]).str()}");
        }
    }

    private static Tensor Read(JsonElement recorded)
    {
        var values = recorded.GetProperty("values").EnumerateArray()
            .Select(value => value.ValueKind == JsonValueKind.String ? Special(value.GetString()!) : value.GetDouble()).ToArray();
        var shape = recorded.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()).ToArray();
        var type = Enum.GetValues<ScalarType>().First(type => Python(type) == recorded.GetProperty("type").GetString());
        return tensor(values, shape, dtype: type);
    }

    private static double Special(string text) => text switch { "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => double.NaN };

    private static string Python(ScalarType type) => type == ScalarType.Byte ? "uint8" : type.ToString().ToLowerInvariant();
}
