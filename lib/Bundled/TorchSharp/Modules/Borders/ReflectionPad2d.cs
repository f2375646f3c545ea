namespace TorchSharp.Modules
{
    /// <summary>A border of the picture mirrored at its edge around the last two dimensions.</summary>
    public sealed class ReflectionPad2d : PadBase
    {
        internal ReflectionPad2d(double value, params long[] padding)
            : base(nameof(ReflectionPad2d), PaddingModes.Reflect, value, padding)
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
            /// <summary>A border of the picture mirrored at its edge, equally wide everywhere.</summary>
            public static Modules.ReflectionPad2d ReflectionPad2d(long padding) => new(0, padding, padding, padding, padding);

            /// <summary>A border of the picture mirrored at its edge: left, right, top, bottom.</summary>
            public static Modules.ReflectionPad2d ReflectionPad2d((long, long, long, long) padding) => new(0, padding.Item1, padding.Item2, padding.Item3, padding.Item4);
        }
    }
}
