namespace TorchSharp.Modules
{
    /// <summary>A border of the values at the edge around the last two dimensions.</summary>
    public sealed class ReplicationPad2d : PadBase
    {
        internal ReplicationPad2d(double value, params long[] padding)
            : base(nameof(ReplicationPad2d), PaddingModes.Replicate, value, padding)
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
            public static Modules.ReplicationPad2d ReplicationPad2d(long padding) => new(0, padding, padding, padding, padding);

            /// <summary>A border of the values at the edge: left, right, top, bottom.</summary>
            public static Modules.ReplicationPad2d ReplicationPad2d((long, long, long, long) padding) => new(0, padding.Item1, padding.Item2, padding.Item3, padding.Item4);
        }
    }
}
