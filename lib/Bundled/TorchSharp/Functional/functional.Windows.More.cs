using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator MaxPool1dOf = Operator.Find("max_pool1d");
            private static readonly Operator AvgPool1dOf = Operator.Find("avg_pool1d");
            private static readonly Operator AdaptiveAvgPool1dOf = Operator.Find("adaptive_avg_pool1d");
            private static readonly Operator MaxPool2dIndicesOf = Operator.Find("max_pool2d_with_indices");
            private static readonly Operator AdaptiveMaxPool1dOf = Operator.Find("adaptive_max_pool1d");
            private static readonly Operator AdaptiveMaxPool2dOf = Operator.Find("adaptive_max_pool2d");
            private static readonly Operator PixelUnshuffleOf = Operator.Find("pixel_unshuffle");
            private static readonly Operator AffineGridOf = Operator.Find("affine_grid_generator");
            private static readonly Operator GridSampleOf = Operator.Find("grid_sampler");

            /// <summary>The largest value of each window of [B, C, L].</summary>
            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                MaxPool1dOf.Call(input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, ceil_mode);

            /// <summary>The mean of each window of [B, C, L].</summary>
            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                AvgPool1dOf.Call(input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, ceil_mode, count_include_pad);

            /// <summary>Means over windows chosen so that the output has a given length.</summary>
            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => AdaptiveAvgPool1dOf.Call(input, new[] { output_size });

            /// <summary>The largest value of each window of [B, C, H, W], and its place in the flattened image.</summary>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) => MaxPool2dIndicesOf.CallTwo(input, kernel_size, strides ?? kernel_size, padding ?? [0, 0], dilation ?? [1, 1], ceil_mode);

            /// <summary>The largest values over windows chosen so that the output has a given length, and their places.</summary>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(Tensor input, long output_size) => AdaptiveMaxPool1dOf.CallTwo(input, new[] { output_size });

            /// <summary>The largest values over windows chosen so that the output has a given size, and their places.</summary>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) => AdaptiveMaxPool2dOf.CallTwo(input, output_size);

            /// <summary>[B, C, H·r, W·r] to [B, C·r², H, W].</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => PixelUnshuffleOf.Call(input, downscale_factor);

            /// <summary>A border, given as a span: left, right, top, bottom.</summary>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0.0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            /// <summary>The sampling positions of affine maps: [B, 2, 3] to [B, H, W, 2].</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                AffineGridOf.Call(theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            /// <summary>Samples an image at positions from −1 to 1: [B, C, H, W] and [B, H', W', 2] to [B, C, H', W'].</summary>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                // libtorch numbers them differently: bilinear 0, nearest 1; zeros 0, border 1, reflection 2.
                long interpolation = mode == GridSampleMode.Nearest ? 1 : 0;
                long border = padding_mode switch
                {
                    GridSamplePaddingMode.Border => 1,
                    GridSamplePaddingMode.Reflection => 2,
                    _ => 0,
                };
                return GridSampleOf.Call(input, grid, interpolation, border, align_corners ?? false);
            }
        }
    }
}
