namespace FusedAttention.Cpu;

/// <summary>Some channels of the images that lie side by side in scratch memory.</summary>
/// <param name="Image">The first image.</param>
/// <param name="First">The first channel.</param>
/// <param name="Count">How many channels.</param>
internal readonly record struct ChannelRange(int Image, int First, int Count);
