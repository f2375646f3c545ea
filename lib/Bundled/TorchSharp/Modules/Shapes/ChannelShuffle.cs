using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Channels of [B, C, H, W] dealt out anew: those of a group go to different groups.</summary>
    public sealed class ChannelShuffle : ParameterLessModule<Tensor, Tensor>
    {
        internal ChannelShuffle(long groups)
            : base(nameof(ChannelShuffle))
        {
            this.groups = groups;
        }

        /// <summary>Number of groups.</summary>
        public long groups { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => tensor.channel_shuffle(groups);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Channels of [B, C, H, W] dealt out anew: those of a group go to different groups.</summary>
            public static Modules.ChannelShuffle ChannelShuffle(long groups) => new(groups);
        }
    }
}
