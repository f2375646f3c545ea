using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Native;

/// <summary>One argument of an operator call; made implicitly from whatever C# has.</summary>
internal readonly struct Argument
{
    private Argument(ArgumentKind kind, long integer = 0, double real = 0, object? reference = null)
    {
        Kind = kind;
        Integer = integer;
        Real = real;
        Reference = reference;
    }

    /// <summary>None, for an optional argument.</summary>
    public static Argument None => default;

    /// <summary>Left out: the schema's default holds.</summary>
    public static Argument Default => new(ArgumentKind.Missing);

    public ArgumentKind Kind { get; }

    public long Integer { get; }

    public double Real { get; }

    public object? Reference { get; }

    /// <summary>A list of one number, without an array.</summary>
    public static Argument One(long value) => new(ArgumentKind.IntList, value);

    /// <summary>A list in which null stands for "no tensor here", as indexing takes it.</summary>
    public static Argument Optional(Tensor?[] tensors) => new(ArgumentKind.OptionalTensorList, reference: tensors);

    public static implicit operator Argument(Tensor? value) => value is null ? None : new(ArgumentKind.Tensor, reference: value);
    public static implicit operator Argument(long value) => new(ArgumentKind.Int, value);
    public static implicit operator Argument(int value) => new(ArgumentKind.Int, value);
    public static implicit operator Argument(double value) => new(ArgumentKind.Double, real: value);
    public static implicit operator Argument(bool value) => new(ArgumentKind.Bool, value ? 1 : 0);
    public static implicit operator Argument(long? value) => value is { } given ? given : None;
    public static implicit operator Argument(double? value) => value is { } given ? given : None;
    public static implicit operator Argument(bool? value) => value is { } given ? given : None;
    public static implicit operator Argument(string? value) => value is null ? None : new(ArgumentKind.String, reference: value);
    public static implicit operator Argument(torch.ScalarType value) => new(ArgumentKind.Dtype, (long)value);
    public static implicit operator Argument(torch.ScalarType? value) => value is { } given ? given : None;
    public static implicit operator Argument(torch.Device? value) => value is null ? None : new(ArgumentKind.Device, ((long)value.type << 32) | (uint)value.index);
    public static implicit operator Argument(long[]? value) => value is null ? None : new(ArgumentKind.IntList, reference: value);
    public static implicit operator Argument(double[]? value) => value is null ? None : new(ArgumentKind.DoubleList, reference: value);
    public static implicit operator Argument(bool[]? value) => value is null ? None : new(ArgumentKind.BoolList, reference: value);
    public static implicit operator Argument(Tensor[]? value) => value is null ? None : new(ArgumentKind.TensorList, reference: value);
    public static implicit operator Argument(torch.Generator? value) => value is null ? None : new(ArgumentKind.Generator, reference: value);

    public static implicit operator Argument(Scalar? value)
    {
        if (value is null)
            return None;
        return value.Kind switch
        {
            ScalarKind.Integer => new Argument(ArgumentKind.ScalarInt, value.Integer),
            ScalarKind.Real => new Argument(ArgumentKind.ScalarDouble, real: value.Real),
            _ => new Argument(ArgumentKind.ScalarBool, value.Integer),
        };
    }
}
