namespace TorchSharp.Modules
{
    /// <summary>A border of the picture mirrored at its edge around the last three dimensions.</summary>
    public sealed class ReflectionPad3d : PadBase
    {
        internal ReflectionPad3d(double value, params long[] padding)
            : base(nameof(ReflectionPad3d), PaddingModes.Reflect, value, padding)
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
            public static Modules.ReflectionPad3d ReflectionPad3d(long padding) => new(0, padding, padding, padding, padding, padding, padding);

            /// <summary>A border of the picture mirrored at its edge: left, right, top, bottom, front, back.</summary>
            public static Modules.ReflectionPad3d ReflectionPad3d((long, long, long, long, long, long) padding) => new(0, padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6);
        }
    }
}
