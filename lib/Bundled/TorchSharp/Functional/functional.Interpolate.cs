using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator Nearest2d = Operator.Find("upsample_nearest2d", "vec");
            private static readonly Operator Bilinear2d = Operator.Find("upsample_bilinear2d", "vec");
            private static readonly Operator Bicubic2d = Operator.Find("upsample_bicubic2d", "vec");
            private static readonly Operator BilinearAntialias = Operator.Find("_upsample_bilinear2d_aa", "vec");
            private static readonly Operator BicubicAntialias = Operator.Find("_upsample_bicubic2d_aa", "vec");

            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                ArgumentNullException.ThrowIfNull(x);
                if (x.ndim != 4)
                    throw new ArgumentException($"interpolate needs [B, C, H, W] here, got {x.ndim} dimensions");
                if (size is null == scale_factor is null)
                    throw new ArgumentException("give either size or scale_factor, not both or neither");
                if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                    throw new ArgumentException($"antialias goes with Bilinear and Bicubic, not with {mode}");
                if (scale_factor is { Length: 1 })
                    scale_factor = [scale_factor[0], scale_factor[0]];
                if (recompute_scale_factor && scale_factor is not null)
                {
                    size = [(long)Math.Floor(x.shape[2] * scale_factor[0]), (long)Math.Floor(x.shape[3] * scale_factor[1])];
                    scale_factor = null;
                }
                var corners = align_corners ?? false;
                switch (mode)
                {
                    case InterpolationMode.Nearest:
                        return Nearest2d.Call(x, size, scale_factor);
                    case InterpolationMode.Bilinear:
                        return (antialias ? BilinearAntialias : Bilinear2d).Call(x, size, corners, scale_factor);
                    case InterpolationMode.Bicubic:
                        return (antialias ? BicubicAntialias : Bicubic2d).Call(x, size, corners, scale_factor);
                    case InterpolationMode.Area:
                        return adaptive_avg_pool2d(x, size ?? [(long)(x.shape[2] * scale_factor![0]), (long)(x.shape[3] * scale_factor[1])]);
                    default:
                        throw new ArgumentException($"interpolation mode {mode} is not supported here: use Nearest, Bilinear, Bicubic or Area");
                }
            }
        }
    }
}
