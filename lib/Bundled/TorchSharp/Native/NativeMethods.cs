using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The C functions of native/bundled_torch.cpp.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = NativeLocator.Library;

    static NativeMethods()
    {
        NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, NativeLocator.Resolve);
    }

    /// <summary>libtorch's last message on this thread, as the exception TorchSharp throws for native failures.</summary>
    public static ExternalException Failure()
    {
        return new ExternalException(Marshal.PtrToStringUTF8(bt_error()) ?? "unknown error", BackwardNode.TakeLastFailure());
    }

    [LibraryImport(Library)] public static partial IntPtr bt_live_bytes();
    [LibraryImport(Library)] public static partial IntPtr bt_error();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial IntPtr bt_operator(string name, string overload);
    [LibraryImport(Library)] public static partial int bt_call(IntPtr op, NativeArgument* arguments, int count, NativeResult* results, int capacity);
    [LibraryImport(Library)] public static partial NativeResult* bt_results();
    [LibraryImport(Library)] public static partial int bt_describe(IntPtr handle, Description* into);
    [LibraryImport(Library)] public static partial IntPtr bt_data(IntPtr handle);
    [LibraryImport(Library)] public static partial IntPtr bt_new(void* data, long bytes, long* sizes, int dimensions, int dtype);
    [LibraryImport(Library)] public static partial IntPtr bt_share(void* data, long count, int dtype, delegate* unmanaged[Cdecl]<IntPtr, void> release, IntPtr context);
    [LibraryImport(Library)] public static partial IntPtr bt_storage(IntPtr handle, long* bytes);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int bt_save(IntPtr handle, string path);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial IntPtr bt_load(string path);
    [LibraryImport(Library)] public static partial IntPtr bt_alias(IntPtr handle);
    [LibraryImport(Library)] public static partial void bt_free(IntPtr handle);
    [LibraryImport(Library)] public static partial int bt_set_requires_grad(IntPtr handle, int value);
    [LibraryImport(Library)] public static partial int bt_retain_grad(IntPtr handle);
    [LibraryImport(Library)] public static partial IntPtr bt_grad(IntPtr handle);
    [LibraryImport(Library)] public static partial int bt_set_grad(IntPtr handle, IntPtr grad);
    [LibraryImport(Library)] public static partial int bt_backward(IntPtr* outputs, int count, IntPtr* grads, int retain, int create, IntPtr* inputs, int inputCount);
    [LibraryImport(Library)] public static partial int bt_autograd_grad(IntPtr* outputs, int count, IntPtr* inputs, int inputCount, IntPtr* grads, int retain, int create, int allowUnused, IntPtr* results);
    [LibraryImport(Library)] public static partial IntPtr bt_inference_begin(int enabled);
    [LibraryImport(Library)] public static partial void bt_inference_end(IntPtr mode);
    [LibraryImport(Library)] public static partial int bt_inference_mode();
    [LibraryImport(Library)] public static partial int bt_grad_mode();
    [LibraryImport(Library)] public static partial void bt_set_grad_mode(int value);
    [LibraryImport(Library)] public static partial int bt_attach(IntPtr backward, IntPtr releaseSaved, IntPtr release, long context, IntPtr* inputs, int inputCount, IntPtr* outputs, int outputCount);
    [LibraryImport(Library)] public static partial IntPtr bt_generator(long seed);
    [LibraryImport(Library)] public static partial IntPtr bt_default_generator();
    [LibraryImport(Library)] public static partial void bt_generator_free(IntPtr generator);
    [LibraryImport(Library)] public static partial int bt_generator_seed(IntPtr generator, long seed);
    [LibraryImport(Library)] public static partial long bt_generator_initial_seed(IntPtr generator);
    [LibraryImport(Library)] public static partial IntPtr bt_generator_state(IntPtr generator);
    [LibraryImport(Library)] public static partial int bt_generator_set_state(IntPtr generator, IntPtr state);
    [LibraryImport(Library)] public static partial int bt_manual_seed(long seed);
    [LibraryImport(Library)] public static partial int bt_threads();
    [LibraryImport(Library)] public static partial int bt_set_threads(int count);
    [LibraryImport(Library)] public static partial int bt_interop_threads();
    [LibraryImport(Library)] public static partial int bt_set_interop_threads(int count);
    [LibraryImport(Library)] public static partial int bt_cuda_devices();
    [LibraryImport(Library)] public static partial int bt_cuda_synchronize(long device);
    [LibraryImport(Library)] public static partial int bt_cudnn();
    [LibraryImport(Library)] public static partial int bt_set_flag(int flag, int value);
    [LibraryImport(Library)] public static partial IntPtr bt_version();

    /// <summary>One argument as the native side reads it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct NativeArgument
    {
        public int Kind;
        public int Count;
        public long Integer;
        public double Real;
        public void* Pointer;
    }

    /// <summary>One result as the native side writes it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct NativeResult
    {
        public int Kind;
        public int Unused;
        public long Integer;
        public double Real;
        public IntPtr Pointer;
    }

    /// <summary>What is known of a tensor without touching its numbers; the pointers live as long as the tensor.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Description
    {
        public int Dimensions;
        public int Dtype;
        public int DeviceType;
        public int DeviceIndex;
        public int RequiresGrad;
        public int IsLeaf;
        public long Numel;
        public long ItemSize;
        public long StorageOffset;
        public long IsContiguous;
        public long* Sizes;
        public long* Strides;
    }
}
