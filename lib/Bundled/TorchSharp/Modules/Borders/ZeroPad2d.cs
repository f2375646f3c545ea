namespace TorchSharp.Modules
{
    /// <summary>A border of zeros around the last two dimensions.</summary>
    public sealed class ZeroPad2d : PadBase
    {
        internal ZeroPad2d(params long[] padding)
            : base(nameof(ZeroPad2d), PaddingModes.Constant, 0, padding)
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A border of zeros, equally wide everywhere.</summary>
            public static Modules.ZeroPad2d ZeroPad2d(long padding) => new(padding, padding, padding, padding);

            /// <summary>A border of zeros: left, right, top, bottom.</summary>
            public static Modules.ZeroPad2d ZeroPad2d((long, long, long, long) padding) => new(padding.Item1, padding.Item2, padding.Item3, padding.Item4);
        }
    }
}
