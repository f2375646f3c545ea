using System.Runtime.CompilerServices;
using static TorchSharp.Native.NativeMethods;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Native;

/// <summary>An ATen operator, found once by its schema name and called any number of times.</summary>
internal sealed unsafe class Operator
{
    private const int MostResults = 4;

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
        return result.Pointer == IntPtr.Zero ? throw new InvalidOperationException($"{_name} gave no tensor") : new Tensor(result.Pointer, result.Integer);
    }

    /// <summary>Calls it for what it does to its arguments.</summary>
    public void CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeResult[MostResults];
        var count = Invoke(arguments, results, MostResults);
        for (var index = 0; index < count; index++)
        {
            var pointer = (index < MostResults ? results[index] : bt_results()[index - MostResults]).Pointer;
            if (pointer != IntPtr.Zero)
                bt_free(pointer);
        }
    }

    /// <summary>Calls it for several tensors; lists are flattened, undefined results are null.</summary>
    public Tensor[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeResult[MostResults];
        var tensors = new Tensor[Invoke(arguments, results, MostResults)];
        var further = bt_results();
        for (var index = 0; index < tensors.Length; index++)
        {
            var result = index < MostResults ? results[index] : further[index - MostResults];
            tensors[index] = result.Pointer == IntPtr.Zero ? null! : new Tensor(result.Pointer, result.Integer);
        }
        return tensors;
    }

    /// <summary>Calls it for two tensors.</summary>
    public (Tensor, Tensor) CallTwo(params ReadOnlySpan<Argument> arguments)
    {
        var results = CallMany(arguments);
        return (results[0], results[1]);
    }

    /// <summary>Calls it for three tensors.</summary>
    public (Tensor, Tensor, Tensor) CallThree(params ReadOnlySpan<Argument> arguments)
    {
        var results = CallMany(arguments);
        return (results[0], results[1], results[2]);
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

    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Argument> arguments, NativeResult* results, int capacity)
    {
        Resolve();
        var native = stackalloc NativeArgument[arguments.Length];
        var scratch = stackalloc long[ArgumentWriter.OnStack];
        var writer = new ArgumentWriter(arguments, native, scratch);
        try
        {
            writer.Write();
            var count = bt_call(_handle, native, arguments.Length, results, capacity);
            return count < 0 ? throw Failure() : count;
        }
        finally
        {
            writer.Release();
        }
    }
}
