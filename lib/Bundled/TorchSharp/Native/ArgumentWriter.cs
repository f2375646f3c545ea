using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.Native.NativeMethods;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Native;

/// <summary>
/// Lays arguments out as the native side reads them, and keeps every tensor among them alive until it is released,
/// whatever other threads and the collector do. Lists go to the stack while they fit, else to one block of memory.
/// </summary>
internal unsafe ref struct ArgumentWriter
{
    /// <summary>How many eight-byte words of lists the caller keeps on its stack.</summary>
    public const int OnStack = 64;

    private readonly ReadOnlySpan<Argument> _arguments;
    private readonly NativeArgument* _native;
    private long* _free;
    private long* _block;
    private int _written;
    private int _partial;

    public ArgumentWriter(ReadOnlySpan<Argument> arguments, NativeArgument* native, long* scratch)
    {
        _arguments = arguments;
        _native = native;
        _free = scratch;
    }

    public void Write()
    {
        long words = 0;
        foreach (ref readonly var argument in _arguments)
        {
            if (argument.Reference is not null)
                words += Words(argument);
        }
        if (words > OnStack)
            _free = _block = (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        for (; _written < _arguments.Length; _written++)
        {
            ref readonly var argument = ref _arguments[_written];
            ref var native = ref _native[_written];
            native.Kind = (int)argument.Kind;
            native.Count = 0;
            native.Integer = argument.Integer;
            native.Real = argument.Real;
            if (argument.Reference is not null)
            {
                native.Pointer = Reference(argument, ref native);
            }
            else if (argument.Kind == ArgumentKind.IntList)
            {
                native.Count = 1;
                native.Pointer = &_native[_written].Integer;
            }
            else
            {
                native.Pointer = null;
            }
        }
    }

    public void Release()
    {
        for (var index = 0; index < _written; index++)
            Release(_arguments[index], int.MaxValue);
        if (_written < _arguments.Length)
            Release(_arguments[_written], _partial);
        if (_block is not null)
            NativeMemory.Free(_block);
    }

    private static void Release(in Argument argument, int count)
    {
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor when count > 0:
                Unsafe.As<Tensor>(argument.Reference!).EndUse();
                break;
            case ArgumentKind.TensorList or ArgumentKind.OptionalTensorList:
                var tensors = Unsafe.As<Tensor?[]>(argument.Reference!);
                for (var index = 0; index < tensors.Length && index < count; index++)
                    tensors[index]?.EndUse();
                break;
            case ArgumentKind.Generator:
                GC.KeepAlive(argument.Reference);
                break;
        }
    }

    private static long Words(in Argument argument)
    {
        return argument.Kind switch
        {
            ArgumentKind.IntList => Unsafe.As<long[]>(argument.Reference!).Length,
            ArgumentKind.DoubleList => Unsafe.As<double[]>(argument.Reference!).Length,
            ArgumentKind.BoolList => Unsafe.As<bool[]>(argument.Reference!).Length,
            ArgumentKind.TensorList or ArgumentKind.OptionalTensorList => Unsafe.As<Tensor?[]>(argument.Reference!).Length,
            ArgumentKind.String => Encoding.UTF8.GetByteCount(Unsafe.As<string>(argument.Reference!)) / sizeof(long) + 1,
            _ => 0,
        };
    }

    private void* Reference(in Argument argument, ref NativeArgument native)
    {
        _partial = 0;
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor:
                return (void*)Unsafe.As<Tensor>(argument.Reference!).BeginUse();
            case ArgumentKind.Generator:
                return (void*)Unsafe.As<torch.Generator>(argument.Reference!).Handle;
            case ArgumentKind.IntList:
                return Copied<long>(Unsafe.As<long[]>(argument.Reference!), ref native);
            case ArgumentKind.DoubleList:
                return Copied<double>(Unsafe.As<double[]>(argument.Reference!), ref native);
            case ArgumentKind.BoolList:
                return Copied<bool>(Unsafe.As<bool[]>(argument.Reference!), ref native);
            case ArgumentKind.String:
                byte[] text = [.. Encoding.UTF8.GetBytes(Unsafe.As<string>(argument.Reference!)), 0];
                return Copied<byte>(text, ref native);
            default:
                return Tensors(Unsafe.As<Tensor?[]>(argument.Reference!), argument.Kind == ArgumentKind.OptionalTensorList, ref native);
        }
    }

    private void* Copied<T>(ReadOnlySpan<T> values, ref NativeArgument native) where T : unmanaged
    {
        var start = _free;
        values.CopyTo(new Span<T>(start, values.Length));
        native.Count = values.Length;
        _free += ((long)values.Length * sizeof(T) + sizeof(long) - 1) / sizeof(long);
        return start;
    }

    private void* Tensors(Tensor?[] tensors, bool gaps, ref NativeArgument native)
    {
        var start = (IntPtr*)_free;
        foreach (var tensor in tensors)
        {
            if (tensor is null && !gaps)
                throw new ArgumentException($"tensor {_partial} of the list is null: every place must hold a tensor");
            start[_partial] = tensor?.BeginUse() ?? IntPtr.Zero;
            _partial++;
        }
        native.Count = tensors.Length;
        _free += tensors.Length;
        return start;
    }
}
