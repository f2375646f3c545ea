using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static string __version__ => Marshal.PtrToStringUTF8(NativeMethods.bt_version())!;

    public static int get_num_threads() => NativeMethods.bt_threads();

    public static void set_num_threads(int num)
    {
        if (num < 1)
            throw new ArgumentException($"num {num} is not above 0");
        if (NativeMethods.bt_set_threads(num) < 0)
            throw NativeMethods.Failure();
    }

    public static int get_num_interop_threads() => NativeMethods.bt_interop_threads();

    public static void set_num_interop_threads(int num)
    {
        if (NativeMethods.bt_set_interop_threads(num) < 0)
            throw NativeMethods.Failure();
    }

    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => NativeMethods.bt_cuda_devices();

        public static bool is_cudnn_available() => NativeMethods.bt_cudnn() != 0;

        public static void manual_seed(long seed) => torch.manual_seed(seed);

        public static void manual_seed_all(long seed) => torch.manual_seed(seed);

        public static void synchronize(Device? device = null)
        {
            if (NativeMethods.bt_cuda_synchronize(device?.index ?? -1) < 0)
                throw NativeMethods.Failure();
        }
    }
}
