using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator Nearest1d = Operator.Find("upsample_nearest1d", "vec");
            private static readonly Operator Nearest2d = Operator.Find("upsample_nearest2d", "vec");
            private static readonly Operator NearestExact1d = Operator.Find("_upsample_nearest_exact1d", "vec");
            private static readonly Operator NearestExact2d = Operator.Find("_upsample_nearest_exact2d", "vec");
            private static readonly Operator Linear1d = Operator.Find("upsample_linear1d", "vec");
            private static readonly Operator Bilinear2d = Operator.Find("upsample_bilinear2d", "vec");
            private static readonly Operator Bicubic2d = Operator.Find("upsample_bicubic2d", "vec");
            private static readonly Operator BilinearAntialias = Operator.Find("_upsample_bilinear2d_aa", "vec");
            private static readonly Operator BicubicAntialias = Operator.Find("_upsample_bicubic2d_aa", "vec");

            /// <summary>Changes the size of [B, C, L] or [B, C, H, W].</summary>
            /// <param name="x">The input.</param>
            /// <param name="size">The new spatial sizes; either this or scale_factor.</param>
            /// <param name="scale_factor">The factors; a single one holds for every spatial dimension.</param>
            /// <param name="mode">How to read between elements.</param>
            /// <param name="align_corners">Whether the corners' centres stay in place; linear, bilinear and bicubic only.</param>
            /// <param name="recompute_scale_factor">Whether the factors are computed again from the rounded sizes.</param>
            /// <param name="antialias">Whether to filter while shrinking; bilinear and bicubic only.</param>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                ArgumentNullException.ThrowIfNull(x);
                var spatial = (int)x.ndim - 2;
                if (spatial is not (1 or 2))
                    throw new ArgumentException($"interpolate needs [B, C, L] or [B, C, H, W] here, got {x.ndim} dimensions");
                CheckInterpolation(mode, spatial, align_corners, antialias);
                (size, scale_factor) = Sizes(x.shape, spatial, size, scale_factor, recompute_scale_factor || mode == InterpolationMode.Area);
                var corners = align_corners ?? false;
                return mode switch
                {
                    InterpolationMode.Nearest => (spatial == 1 ? Nearest1d : Nearest2d).Call(x, size, scale_factor),
                    InterpolationMode.NearestExact => (spatial == 1 ? NearestExact1d : NearestExact2d).Call(x, size, scale_factor),
                    InterpolationMode.Linear => Linear1d.Call(x, size, corners, scale_factor),
                    InterpolationMode.Bilinear => (antialias ? BilinearAntialias : Bilinear2d).Call(x, size, corners, scale_factor),
                    InterpolationMode.Bicubic => (antialias ? BicubicAntialias : Bicubic2d).Call(x, size, corners, scale_factor),
                    _ => spatial == 1 ? adaptive_avg_pool1d(x, size![0]) : adaptive_avg_pool2d(x, size!),
                };
            }

            private static void CheckInterpolation(InterpolationMode mode, int spatial, bool? corners, bool antialias)
            {
                var needed = mode switch
                {
                    InterpolationMode.Linear => 1,
                    InterpolationMode.Bilinear or InterpolationMode.Bicubic => 2,
                    InterpolationMode.Trilinear => 3,
                    _ => spatial,
                };
                if (needed != spatial)
                    throw new ArgumentException($"interpolation mode {mode} needs {needed} spatial dimensions, the input has {spatial}");
                var interpolates = mode is InterpolationMode.Linear or InterpolationMode.Bilinear or InterpolationMode.Bicubic;
                if (corners is not null && !interpolates)
                    throw new ArgumentException($"align_corners goes with Linear, Bilinear and Bicubic, not with {mode}: leave it out");
                if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                    throw new ArgumentException($"antialias goes with Bilinear and Bicubic, not with {mode}");
            }

            private static (long[]? Size, double[]? Factors) Sizes(long[] shape, int spatial, long[]? size, double[]? factors, bool computed)
            {
                if (size is null == factors is null)
                    throw new ArgumentException("give either size or scale_factor, not both or neither");
                if (size is { Length: 1 } && spatial == 2)
                    size = Both(size[0]);
                if (factors is { Length: 1 } && spatial == 2)
                    factors = [factors[0], factors[0]];
                var given = size?.Length ?? factors!.Length;
                if (given != spatial)
                    throw new ArgumentException($"size or scale_factor has {given} numbers, the input has {spatial} spatial dimensions");
                if (!computed || factors is null)
                    return (size, factors);
                size = new long[spatial];
                for (var axis = 0; axis < spatial; axis++)
                    size[axis] = (long)Math.Floor(shape[axis + 2] * factors[axis]);
                return (size, null);
            }
        }
    }
}
