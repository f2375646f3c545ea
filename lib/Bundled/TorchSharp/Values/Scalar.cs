namespace TorchSharp;

public sealed class Scalar : IDisposable
{
    private Scalar(ScalarKind kind, long integer, double real, torch.ScalarType type)
    {
        Kind = kind;
        Integer = integer;
        Real = real;
        Type = type;
    }

    public torch.ScalarType Type { get; }

    internal ScalarKind Kind { get; }

    internal long Integer { get; }

    internal double Real { get; }

    public static implicit operator Scalar(byte value) => new(ScalarKind.Integer, value, 0, torch.ScalarType.Int64);
    public static implicit operator Scalar(sbyte value) => new(ScalarKind.Integer, value, 0, torch.ScalarType.Int64);
    public static implicit operator Scalar(short value) => new(ScalarKind.Integer, value, 0, torch.ScalarType.Int64);
    public static implicit operator Scalar(int value) => new(ScalarKind.Integer, value, 0, torch.ScalarType.Int64);
    public static implicit operator Scalar(long value) => new(ScalarKind.Integer, value, 0, torch.ScalarType.Int64);
    public static implicit operator Scalar(float value) => new(ScalarKind.Real, 0, value, torch.ScalarType.Float64);
    public static implicit operator Scalar(double value) => new(ScalarKind.Real, 0, value, torch.ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(ScalarKind.Boolean, value ? 1 : 0, 0, torch.ScalarType.Bool);

    public void Dispose()
    {
    }
}
