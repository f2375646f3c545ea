using TorchSharp;
using static TorchSharp.torch;

namespace FusedAttention;

/// <summary>The order in which the numbers of a map lie in memory; its shape and values do not depend on it.</summary>
internal static class MemoryLayout
{
    /// <summary>The map with its channels last in memory, as 1×1 convolutions and the fused engine read it fastest; itself where it is so already.</summary>
    /// <param name="map">[B, C, H, W]</param>
    public static Tensor ChannelsLast(Tensor map) => map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>On the processor as <see cref="ChannelsLast"/>, elsewhere the map itself.</summary>
    public static Tensor ForDevice(Tensor map) => map.device_type == DeviceType.CPU ? ChannelsLast(map) : map;
}
