namespace TorchSharp.Modules
{
    /// <summary>A border of the values at the edge around the last dimension.</summary>
    public sealed class ReplicationPad1d : PadBase
    {
        internal ReplicationPad1d(double value, params long[] padding)
            : base(nameof(ReplicationPad1d), PaddingModes.Replicate, value, padding)
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
            /// <summary>A border of the values at the edge, equally wide everywhere.</summary>
            public static Modules.ReplicationPad1d ReplicationPad1d(long padding) => new(0, padding, padding);

            /// <summary>A border of the values at the edge: left, right.</summary>
            public static Modules.ReplicationPad1d ReplicationPad1d((long, long) padding) => new(0, padding.Item1, padding.Item2);
        }
    }
}
