using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace FusedAttention.Cpu;

/// <summary>Where the numbers of a map [B, C, H, W] lie; distances are in floats.</summary>
internal readonly unsafe record struct MapView(nint Address, nint Image, nint Channel, nint Row, nint Column)
{
    public float* At(nint image, nint channel, nint row, nint column) =>
        (float*)Address + (image * Image) + (channel * Channel) + (row * Row) + (column * Column);

    /// <summary>A map [B, C, H, W] in either of the two layouts that need no copy: contiguous, or channels last.</summary>
    /// <remarks>The tensor must stay alive as long as the view.</remarks>
    public static MapView Of(Tensor map)
    {
        var (channels, height, width) = (map.shape[1], map.shape[2], map.shape[3]);
        if (map.is_contiguous())
            return new MapView(Start(map), (nint)(channels * height * width), (nint)(height * width), (nint)width, 1);
        using var last = map.permute(0, 2, 3, 1);                                                   // [B, H, W, C]
        return ChannelsLast(last, 0);
    }

    /// <summary>Some channels of a contiguous map [B, H, W, C].</summary>
    public static MapView ChannelsLast(Tensor map, long firstChannel)
    {
        var (height, width, channels) = (map.shape[1], map.shape[2], map.shape[3]);
        return new MapView(Start(map) + (nint)(firstChannel * sizeof(float)), (nint)(height * width * channels), 1, (nint)(width * channels), (nint)channels);
    }

    /// <summary>Keeps tensors alive up to here: what was seen through a view, or by its address.</summary>
    public static void KeepAlive(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
            GC.KeepAlive(tensor);
    }

    /// <summary>The address of a contiguous tensor's first number.</summary>
    public static nint Start(Tensor tensor)
    {
        // A span holds less than 2 GiB, so only the first entry is looked at; the rest follows it without a gap.
        if (tensor.numel() == 0)
            return 0;
        using var first = tensor.ndim == 0 ? tensor.alias() : tensor.narrow(0, 0, 1);
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}

/// <summary>Some channels of the images that lie side by side in scratch memory.</summary>
/// <param name="Image">The first image.</param>
/// <param name="First">The first channel.</param>
/// <param name="Count">How many channels.</param>
internal readonly record struct ChannelRange(int Image, int First, int Count);
