namespace TorchSharp.Modules
{
    /// <summary>A border of the values at the edge around the last three dimensions.</summary>
    public sealed class ReplicationPad3d : PadBase
    {
        internal ReplicationPad3d(double value, params long[] padding)
            : base(nameof(ReplicationPad3d), PaddingModes.Replicate, value, padding)
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
            public static Modules.ReplicationPad3d ReplicationPad3d(long padding) => new(0, padding, padding, padding, padding, padding, padding);

            /// <summary>A border of the values at the edge: left, right, top, bottom, front, back.</summary>
            public static Modules.ReplicationPad3d ReplicationPad3d((long, long, long, long, long, long) padding) => new(0, padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6);
        }
    }
}
