namespace TorchSharp.Modules
{
    /// <summary>A border of a constant around the last dimension.</summary>
    public sealed class ConstantPad1d : PadBase
    {
        internal ConstantPad1d(double value, params long[] padding)
            : base(nameof(ConstantPad1d), PaddingModes.Constant, value, padding)
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
            /// <summary>A border of a constant, equally wide everywhere.</summary>
            public static Modules.ConstantPad1d ConstantPad1d(long padding, double value) => new(value, padding, padding);

            /// <summary>A border of a constant: left, right.</summary>
            public static Modules.ConstantPad1d ConstantPad1d((long, long) padding, double value) => new(value, padding.Item1, padding.Item2);
        }
    }
}
