using System.Runtime.InteropServices;
using static TorchSharp.Native.NativeMethods;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Native;

/// <summary>An ATen operator, found once by its schema name and called any number of times.</summary>
internal sealed unsafe class Operator
{
    private const int MostResults = 1024;
    private const int ScratchSize = 128;

    private readonly string _name;
    private readonly string _overload;
    private IntPtr _handle;

    private Operator(string name, string overload)
    {
        _name = name.Contains("::", StringComparison.Ordinal) ? name : "aten::" + name;
        _overload = overload;
    }

    /// <summary>Names an operator; it is looked up at its first call, so that a libtorch without it fails only where it is used.</summary>
    public static Operator Find(string name, string overload = "")
    {
        return new Operator(name, overload);
    }

    /// <summary>Calls it for one tensor.</summary>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeResult result;
        Invoke(arguments, &result, 1);
        return result.Pointer == IntPtr.Zero ? throw new InvalidOperationException($"{_name} gave no tensor") : new Tensor(result.Pointer);
    }

    /// <summary>Calls it for what it does to its arguments.</summary>
    public void CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeResult[4];
        var count = Invoke(arguments, results, 4);
        for (var index = 0; index < count; index++)
        {
            if (results[index].Pointer != IntPtr.Zero)
                bt_free(results[index].Pointer);
        }
    }

    /// <summary>Calls it for several tensors; lists are flattened, undefined results are null.</summary>
    public Tensor[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        var results = (NativeResult*)NativeMemory.Alloc(MostResults, (nuint)sizeof(NativeResult));
        try
        {
            var tensors = new Tensor[Invoke(arguments, results, MostResults)];
            for (var index = 0; index < tensors.Length; index++)
                tensors[index] = results[index].Pointer == IntPtr.Zero ? null! : new Tensor(results[index].Pointer);
            return tensors;
        }
        finally
        {
            NativeMemory.Free(results);
        }
    }

    public bool CallBool(params ReadOnlySpan<Argument> arguments)
    {
        NativeResult result;
        Invoke(arguments, &result, 1);
        return result.Integer != 0;
    }

    /// <summary>Calls it for one number, whatever its type.</summary>
    public (ArgumentKind Kind, long Integer, double Real) CallNumber(params ReadOnlySpan<Argument> arguments)
    {
        NativeResult result;
        Invoke(arguments, &result, 1);
        return ((ArgumentKind)result.Kind, result.Integer, result.Real);
    }

    /// <summary>Looks it up, if that has not happened yet.</summary>
    internal void Resolve()
    {
        if (_handle != IntPtr.Zero)
            return;
        _handle = bt_operator(_name, _overload);
        if (_handle == IntPtr.Zero)
            throw Failure();
    }

    private int Invoke(ReadOnlySpan<Argument> arguments, NativeResult* results, int capacity)
    {
        Resolve();
        var native = stackalloc NativeArgument[arguments.Length];
        var scratch = stackalloc long[ScratchSize];
        var overflow = Marshal(arguments, native, scratch);
        try
        {
            var count = bt_call(_handle, native, arguments.Length, results, capacity);
            for (var index = 0; index < arguments.Length; index++)
                GC.KeepAlive(arguments[index].Reference);
            return count < 0 ? throw Failure() : count;
        }
        finally
        {
            NativeMemory.Free(overflow);
        }
    }

    // Lists go to the stack while they fit, else to one block that the caller frees.
    private static void* Marshal(ReadOnlySpan<Argument> arguments, NativeArgument* native, long* scratch)
    {
        long needed = 0;
        foreach (ref readonly var argument in arguments)
            needed += Words(argument);
        var block = needed > ScratchSize ? (long*)NativeMemory.Alloc((nuint)needed, sizeof(long)) : null;
        var free = block is null ? scratch : block;
        try
        {
            for (var index = 0; index < arguments.Length; index++)
            {
                ref readonly var argument = ref arguments[index];
                native[index] = new NativeArgument { Kind = (int)argument.Kind, Integer = argument.Integer, Real = argument.Real };
                Write(argument, ref native[index], free);
                free += Words(argument);
            }
            return block;
        }
        catch
        {
            NativeMemory.Free(block);
            throw;
        }
    }

    private static long Words(in Argument argument)
    {
        return argument.Reference switch
        {
            Array list => list.Length,
            string text => System.Text.Encoding.UTF8.GetByteCount(text) / sizeof(long) + 1,
            _ => 0,
        };
    }

    private static void Write(in Argument argument, ref NativeArgument native, long* free)
    {
        switch (argument.Reference)
        {
            case null:
                return;
            case Tensor tensor:
                native.Pointer = (void*)tensor.Handle;
                return;
            case torch.Generator generator:
                native.Pointer = (void*)generator.Handle;
                return;
            case string text:
                var bytes = new Span<byte>(free, (int)Words(argument) * sizeof(long));
                bytes[System.Text.Encoding.UTF8.GetBytes(text, bytes)] = 0;
                break;
            case long[] numbers:
                numbers.CopyTo(new Span<long>(free, numbers.Length));
                native.Count = numbers.Length;
                break;
            case double[] numbers:
                numbers.CopyTo(new Span<double>(free, numbers.Length));
                native.Count = numbers.Length;
                break;
            case bool[] flags:
                for (var index = 0; index < flags.Length; index++)
                    ((byte*)free)[index] = flags[index] ? (byte)1 : (byte)0;
                native.Count = flags.Length;
                break;
            case Tensor?[] tensors:
                for (var index = 0; index < tensors.Length; index++)
                {
                    if (tensors[index] is null && argument.Kind == ArgumentKind.TensorList)
                        throw new ArgumentNullException(nameof(argument), $"tensor {index} of the list is null");
                    free[index] = tensors[index]?.Handle ?? IntPtr.Zero;
                }
                native.Count = tensors.Length;
                break;
        }
        native.Pointer = free;
    }
}
