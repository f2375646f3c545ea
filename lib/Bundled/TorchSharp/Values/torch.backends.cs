using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Settings of the arithmetic on a GPU; without one they have no effect.</summary>
    public static class backends
    {
        private const int Tf32OfProducts = 0;
        private const int Tf32OfConvolutions = 1;
        private const int ReducedSums = 2;
        private const int FlashAttention = 3;
        private const int PlainAttention = 4;

        // libtorch's own defaults.
        private static readonly bool[] Values = [false, true, true, true, true];

        private static bool Get(int flag) => Values[flag];

        private static void Set(int flag, bool value)
        {
            if (NativeMethods.bt_set_flag(flag, value ? 1 : 0) < 0)
                throw NativeMethods.Failure();
            Values[flag] = value;
        }

        public static class cuda
        {
            public static bool flash_sdp_enabled() => Get(FlashAttention);

            public static void enable_flash_sdp(bool enable) => Set(FlashAttention, enable);

            public static bool math_sdp_enabled() => Get(PlainAttention);

            public static void enable_math_sdp(bool enable) => Set(PlainAttention, enable);

            public static class matmul
            {
                /// <summary>Whether float32 products may be rounded to TF32: several times faster, 10 bits of mantissa.</summary>
                public static bool allow_tf32
                {
                    get => Get(Tf32OfProducts);
                    set => Set(Tf32OfProducts, value);
                }

                public static bool allow_fp16_reduced_precision_reduction
                {
                    get => Get(ReducedSums);
                    set => Set(ReducedSums, value);
                }
            }
        }

        public static class cudnn
        {
            /// <summary>Whether float32 convolutions may be rounded to TF32.</summary>
            public static bool allow_tf32
            {
                get => Get(Tf32OfConvolutions);
                set => Set(Tf32OfConvolutions, value);
            }
        }
    }
}
