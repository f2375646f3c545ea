using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator ArangeOf = Operator.Find("arange", "start_step");
    private static readonly Operator LinspaceOf = Operator.Find("linspace");
    private static readonly Operator EyeOf = Operator.Find("eye", "m");
    private static readonly Operator RandintOf = Operator.Find("randint", "low_generator");
    private static readonly Operator RandpermOf = Operator.Find("randperm", "generator");
    private static readonly Operator ZerosLikeOf = Operator.Find("zeros_like");
    private static readonly Operator OnesLikeOf = Operator.Find("ones_like");
    private static readonly Operator EmptyLikeOf = Operator.Find("empty_like");
    private static readonly Operator FullLikeOf = Operator.Find("full_like");
    private static readonly Operator RandLikeOf = Operator.Find("rand_like");
    private static readonly Operator RandintLikeOf = Operator.Find("randint_like", "low_dtype");
    private static readonly Operator RandnLikeOf = Operator.Find("randn_like");

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(stop);
        return arange(0, stop, 1, dtype ?? TypeOf(stop), device, requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        return arange(start, stop, 1, dtype, device, requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(stop);
        ArgumentNullException.ThrowIfNull(step);
        var whole = TypeOf(start) == ScalarType.Int64 && TypeOf(stop) == ScalarType.Int64 && TypeOf(step) == ScalarType.Int64;
        var type = dtype ?? (whole ? ScalarType.Int64 : get_default_dtype());
        return Ready(ArangeOf.Call(start, stop, step, type, Argument.None, device), requires_grad);
    }

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        return Ready(LinspaceOf.Call((Scalar)start, (Scalar)end, steps, Floating(dtype), Argument.None, device), requires_grad);
    }

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RefuseNames(names);
        return Ready(EyeOf.Call(rows, columns == -1 ? rows : columns, Floating(dtype), Argument.None, device), requires_grad);
    }

    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        return randint(0, high, size, dtype, device, requires_grad, generator, names);
    }

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        RefuseNames(names);
        return Ready(RandintOf.Call(low, high, size, generator, dtype ?? ScalarType.Int64, Argument.None, device), requires_grad);
    }

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        return Ready(RandpermOf.Call(n, generator, dtype ?? ScalarType.Int64, Argument.None, device), requires_grad);
    }

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        return Ready(ZerosLikeOf.Call(input, dtype, Argument.None, device), requires_grad);
    }

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        return Ready(OnesLikeOf.Call(input, dtype, Argument.None, device), requires_grad);
    }

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        return Ready(EmptyLikeOf.Call(input, dtype, Argument.None, device), requires_grad);
    }

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        return Ready(FullLikeOf.Call(input, value, dtype, Argument.None, device), requires_grad);
    }

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        return Ready(RandLikeOf.Call(input, dtype, Argument.None, device), requires_grad);
    }

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        return Ready(RandnLikeOf.Call(input, dtype, Argument.None, device), requires_grad);
    }

    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        return Ready(RandintLikeOf.Call(input, low, high, dtype, Argument.None, device), requires_grad);
    }

    private static unsafe Tensor FromMemory<T>(ReadOnlySpan<T> values, long[] sizes, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged
    {
        var expected = sizes.TotalSize();
        if (sizes.Any(side => side < 0) || expected != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", sizes)}]");
        IntPtr handle;
        fixed (T* data = values)
        fixed (long* sides = sizes)
            handle = NativeMethods.bt_new(data, (long)values.Length * sizeof(T), sides, sizes.Length, (int)type);
        var made = Tensor.Wrap(handle);
        var wantedDevice = device ?? CPU;
        if ((dtype is { } wanted && wanted != type) || wantedDevice.type != DeviceType.CPU)
            made = made.to(dtype ?? type, wantedDevice, disposeAfter: true);
        return Ready(made, requires_grad);
    }

    private static long Length(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return array.LongLength;
    }

    private static ReadOnlySpan<T> Flat<T>(Array array) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(array);
        return MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
    }

    private static long[] Sides(Array array)
    {
        var sides = new long[array.Rank];
        for (var axis = 0; axis < sides.Length; axis++)
            sides[axis] = array.GetLongLength(axis);
        return sides;
    }
}
