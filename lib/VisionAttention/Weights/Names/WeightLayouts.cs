using static TorchSharp.torch;

namespace VisionAttention.Weights.Names;

/// <summary>From the layouts in which others store weights to the library's, which are PyTorch's. Each only moves numbers about; null for a shape it cannot be.</summary>
internal static class WeightLayouts
{
    /// <summary>As it is.</summary>
    public static Tensor? Same(Tensor source, PatchShape patch)
    {
        return source;
    }

    /// <summary>A dense kernel [in, out] to [out, in].</summary>
    public static Tensor? Dense(Tensor source, PatchShape patch)
    {
        return source.ndim == 2 ? source.t() : null;
    }

    /// <summary>A convolution kernel [rows, columns, in, out] to [out, in, rows, columns].</summary>
    public static Tensor? Convolution(Tensor source, PatchShape patch)
    {
        return source.ndim == 4 ? source.permute(3, 2, 0, 1) : null;
    }

    /// <summary>A projection to heads [D, H, Dh] to [H·Dh, D].</summary>
    public static Tensor? ToHeads(Tensor source, PatchShape patch)
    {
        return source.ndim == 3 ? source.flatten(1).t() : null;
    }

    /// <summary>A projection from heads [H, Dh, D] to [D, H·Dh].</summary>
    public static Tensor? FromHeads(Tensor source, PatchShape patch)
    {
        return source.ndim == 3 ? source.flatten(0, 1).t() : null;
    }

    /// <summary>A bias of heads [H, Dh] to [H·Dh].</summary>
    public static Tensor? Flat(Tensor source, PatchShape patch)
    {
        return source.ndim == 2 ? source.flatten() : null;
    }

    /// <summary>A patch projection [D, P·P·C] with the channel last to a convolution's [D, C, P, P].</summary>
    public static Tensor? ChannelLastPatches(Tensor source, PatchShape patch)
    {
        return source.ndim == 2 && source.shape[1] == patch.Numbers
            ? source.reshape(source.shape[0], patch.Side, patch.Side, patch.Channels).permute(0, 3, 1, 2)
            : null;
    }

    /// <summary>One number for each place of a patch [P·P·C] with the channel last to the order (channel, row, column).</summary>
    public static Tensor? ChannelLastVector(Tensor source, PatchShape patch)
    {
        return source.ndim == 1 && source.shape[0] == patch.Numbers
            ? source.reshape(patch.Side, patch.Side, patch.Channels).permute(2, 0, 1).flatten()
            : null;
    }

    /// <summary>Tokens [n, D] to [1, n, D]; tokens that have the batch axis keep it.</summary>
    public static Tensor? Tokens(Tensor source, PatchShape patch)
    {
        return source.ndim == 2 ? source.unsqueeze(0) : source;
    }
}
