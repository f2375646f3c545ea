using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator MaxPool2dOf = Operator.Find("max_pool2d");
            private static readonly Operator AvgPool2dOf = Operator.Find("avg_pool2d");
            private static readonly Operator AdaptiveAvgPool2dOf = Operator.Find("adaptive_avg_pool2d");
            private static readonly Operator UnfoldOf = Operator.Find("im2col");
            private static readonly Operator FoldOf = Operator.Find("col2im");
            private static readonly Operator ConstantPad = Operator.Find("constant_pad_nd");
            private static readonly Operator ReflectPad1d = Operator.Find("reflection_pad1d");
            private static readonly Operator ReflectPad2d = Operator.Find("reflection_pad2d");
            private static readonly Operator ReplicatePad1d = Operator.Find("replication_pad1d");
            private static readonly Operator ReplicatePad2d = Operator.Find("replication_pad2d");
            private static readonly Operator CircularPad = Operator.Find("_pad_circular");
            private static readonly Operator PixelShuffleOf = Operator.Find("pixel_shuffle");

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            {
                return max_pool2d(input, Both(kernel_size), Both(stride), Both(padding), Both(dilation), ceil_mode);
            }

            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false)
            {
                return max_pool2d(input, Both(kernel_size), Both(stride), Both(padding), Both(dilation), ceil_mode);
            }

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            {
                return MaxPool2dOf.Call(input, kernel_size, strides ?? kernel_size, padding ?? [0, 0], dilation ?? [1, 1], ceil_mode);
            }

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            {
                return avg_pool2d(input, Both(kernel_size), Both(stride), Both(padding), ceil_mode, count_include_pad, divisor_override);
            }

            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            {
                return avg_pool2d(input, Both(kernel_size), Both(stride), Both(padding), ceil_mode, count_include_pad, divisor_override);
            }

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            {
                return AvgPool2dOf.Call(input, kernel_size, stride ?? kernel_size, padding ?? [0, 0], ceil_mode, count_include_pad, divisor_override);
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => AdaptiveAvgPool2dOf.Call(input, Both(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => AdaptiveAvgPool2dOf.Call(input, Both(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => AdaptiveAvgPool2dOf.Call(input, output_size);

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
            {
                return UnfoldOf.Call(input, Both(kernel_size), Both(dilation), Both(padding), Both(stride));
            }

            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
            {
                return UnfoldOf.Call(input, Both(kernel_size), Both(dilation) ?? [1, 1], Both(padding) ?? [0, 0], Both(stride) ?? [1, 1]);
            }

            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
            {
                return FoldOf.Call(input, Both(output_size), Both(kernel_size), Both(dilation), Both(padding), Both(stride));
            }

            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
            {
                return FoldOf.Call(input, Both(output_size), Both(kernel_size), Both(dilation) ?? [1, 1], Both(padding) ?? [0, 0], Both(stride) ?? [1, 1]);
            }

            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => PixelShuffleOf.Call(input, upscale_factor);

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0.0) => functional.pad(input, [pad, pad], mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0.0) => functional.pad(input, Both(pad), mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0.0)
            {
                return functional.pad(input, new[] { pad.Item1, pad.Item2, pad.Item3, pad.Item4 }, mode, value);
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0.0)
            {
                ArgumentNullException.ThrowIfNull(pad);
                return mode switch
                {
                    PaddingModes.Constant or PaddingModes.Zeros => ConstantPad.Call(input, pad, (Scalar)value),
                    PaddingModes.Reflect => (pad.Length == 2 ? ReflectPad1d : ReflectPad2d).Call(input, pad),
                    PaddingModes.Replicate => (pad.Length == 2 ? ReplicatePad1d : ReplicatePad2d).Call(input, pad),
                    PaddingModes.Circular => CircularPad.Call(input, pad),
                    _ => throw new ArgumentException($"padding mode {mode} is not one of {string.Join(", ", Enum.GetNames<PaddingModes>())}"),
                };
            }

            internal static long[] Both(long side) => [side, side];

            internal static long[] Both((long, long) sides) => [sides.Item1, sides.Item2];

            internal static long[]? Both(long? side) => side is { } given ? Both(given) : null;

            internal static long[]? Both((long, long)? sides) => sides is { } given ? Both(given) : null;
        }
    }
}
