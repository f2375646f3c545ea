using static TorchSharp.torch;

namespace FusedAttention.Cpu;

/// <summary>The gradients of the position tables, which all units have a share in.</summary>
internal static class PositionTables
{
    /// <summary>Room for the share of each plane: [plane][row table, column table][K][Dh / 2].</summary>
    public static Tensor Shares(UnitLayout layout) => empty(layout.Planes, 2, layout.KernelSize, layout.HeadDim / 2);

    /// <summary>The sum of the shares in a table.</summary>
    /// <param name="layout">Sizes.</param>
    /// <param name="shares">What <see cref="Shares"/> made room for.</param>
    /// <param name="like">The table: [K, Dh / 2] or [Heads, K, Dh / 2].</param>
    /// <param name="table">0 for rows, 1 for columns.</param>
    public static Tensor Gradient(UnitLayout layout, Tensor shares, Tensor like, int table)
    {
        // The planes' shares are added in their order, whoever computed them.
        var numbers = layout.KernelSize * (layout.HeadDim / 2);
        var heads = like.ndim == 3 ? layout.Heads : 1;
        var sums = new double[heads * numbers];
        var share = shares.data<float>().ToArray();
        for (var plane = 0; plane < layout.Planes; plane++)
        {
            var (from, to) = (((2 * plane) + table) * numbers, plane % layout.Heads % heads * numbers);
            for (var index = 0; index < numbers; index++)
                sums[to + index] += share[from + index];
        }
        return tensor(Array.ConvertAll(sums, sum => (float)sum)).reshape(like.shape);
    }
}
