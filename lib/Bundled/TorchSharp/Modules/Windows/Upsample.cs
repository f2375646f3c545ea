using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Changes the size of [B, C, L] or [B, C, H, W].</summary>
    public sealed class Upsample : ParameterLessModule<Tensor, Tensor>
    {
        private readonly long[]? _size;
        private readonly double[]? _scaleFactor;

        internal Upsample(long[]? size, double[]? scale_factor, torch.UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor)
            : base(nameof(Upsample))
        {
            _size = size;
            _scaleFactor = scale_factor;
            this.mode = mode;
            this.align_corners = align_corners;
            this.recompute_scale_factor = recompute_scale_factor;
        }

        /// <summary>The new spatial sizes, or nothing.</summary>
        public ReadOnlySpan<long> size => _size;

        /// <summary>The factors, or nothing.</summary>
        public ReadOnlySpan<double> scale_factor => _scaleFactor;

        /// <summary>How to read between elements.</summary>
        public torch.UpsampleMode mode { get; }

        /// <summary>Whether the corners' centres stay in place.</summary>
        public bool? align_corners { get; }

        /// <summary>Whether the factors are computed again from the rounded sizes.</summary>
        public bool? recompute_scale_factor { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) =>
            torch.nn.functional.interpolate(input, _size, _scaleFactor, (torch.InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Changes the size of [B, C, L] or [B, C, H, W].</summary>
            public static Modules.Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null, bool? recompute_scale_factor = null) =>
                new(size, scale_factor, mode, align_corners, recompute_scale_factor);
        }
    }
}
