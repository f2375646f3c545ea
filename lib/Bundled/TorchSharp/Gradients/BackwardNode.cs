using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Native;

/// <summary>A backward step written in C#, called by libtorch on whatever thread it runs the graph.</summary>
internal sealed unsafe class BackwardNode
{
    [ThreadStatic] private static Exception? _lastFailure;

    private readonly Func<Tensor?[], Tensor?[]> _step;
    private readonly IDisposable _context;

    public BackwardNode(Func<Tensor?[], Tensor?[]> step, IDisposable context)
    {
        _step = step;
        _context = context;
    }

    public static IntPtr RunPointer => (IntPtr)(delegate* unmanaged[Cdecl]<long, IntPtr*, int, IntPtr*, int, byte*>)&Run;

    public static IntPtr ReleaseSavedPointer => (IntPtr)(delegate* unmanaged[Cdecl]<long, void>)&ReleaseSaved;

    public static IntPtr ReleasePointer => (IntPtr)(delegate* unmanaged[Cdecl]<long, void>)&Release;

    /// <summary>The exception that ended a step on this thread, once.</summary>
    public static Exception? TakeLastFailure()
    {
        var failure = _lastFailure;
        _lastFailure = null;
        return failure;
    }

    // Returns null, or a message that the native side frees with free().
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* Run(long context, IntPtr* gradients, int count, IntPtr* results, int resultCount)
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            var node = (BackwardNode)GCHandle.FromIntPtr((IntPtr)context).Target!;
            var given = new Tensor?[count];
            for (var index = 0; index < count; index++)
                given[index] = Tensor.WrapOrNull(gradients[index]);
            var made = node._step(given);
            if (made.Length != resultCount)
                throw new InvalidOperationException($"backward made {made.Length} gradients, {resultCount} were expected");
            for (var index = 0; index < resultCount; index++)
                results[index] = made[index]?.alias().Release() ?? IntPtr.Zero;
            return null;
        }
        catch (Exception error)
        {
            _lastFailure = error;
            var bytes = Encoding.UTF8.GetBytes(error.Message);
            var message = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(message, bytes.Length));
            message[bytes.Length] = 0;
            return message;
        }
    }

    // The step has run and the graph is not kept: what it saved is no longer needed.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReleaseSaved(long context)
    {
        ((BackwardNode)GCHandle.FromIntPtr((IntPtr)context).Target!)._context.Dispose();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(long context)
    {
        var handle = GCHandle.FromIntPtr((IntPtr)context);
        ((BackwardNode)handle.Target!)._context.Dispose();
        handle.Free();
    }
}
