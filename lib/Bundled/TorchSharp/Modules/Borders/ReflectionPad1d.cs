namespace TorchSharp.Modules
{
    /// <summary>A border of the picture mirrored at its edge around the last dimension.</summary>
    public sealed class ReflectionPad1d : PadBase
    {
        internal ReflectionPad1d(double value, params long[] padding)
            : base(nameof(ReflectionPad1d), PaddingModes.Reflect, value, padding)
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
            public static Modules.ReflectionPad1d ReflectionPad1d(long padding) => new(0, padding, padding);

            /// <summary>A border of the picture mirrored at its edge: left, right.</summary>
            public static Modules.ReflectionPad1d ReflectionPad1d((long, long) padding) => new(0, padding.Item1, padding.Item2);
        }
    }
}
