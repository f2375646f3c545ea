using static TorchSharp.torch;

namespace FusedAttention.Cpu;

/// <summary>One call: sizes, settings, and where inputs and results lie.</summary>
internal sealed unsafe record Problem
{
    public required UnitLayout Layout { get; init; }

    public required Border Border { get; init; }

    /// <summary>Factor on the logits.</summary>
    public required double Scale { get; init; }

    /// <summary>Whether logits have a q·k part.</summary>
    public required bool HasKey { get; init; }

    /// <summary>Query, key and value as maps that are given; unused where they are projected on the way.</summary>
    public MapView Query { get; init; }

    /// <inheritdoc cref="Query"/>
    public MapView Key { get; init; }

    /// <inheritdoc cref="Query"/>
    public MapView Value { get; init; }

    /// <summary>How query, key and value are made of the input, or null where they are given.</summary>
    public Projection? Projection { get; init; }

    /// <summary>[K, Dh / 2] or [Heads, K, Dh / 2]; 0 for no position term.</summary>
    public nint RowTable { get; init; }

    /// <inheritdoc cref="RowTable"/>
    public nint ColumnTable { get; init; }

    public bool TablesPerHead { get; init; }

    /// <summary>Binary logarithm of the softmax's denominator, [plane][row][lane], where a plane is a head of a group of images; 0 where nobody will go back.</summary>
    public nint LogSums { get; init; }

    /// <summary>Result of the forward pass; in the backward pass, the gradient that arrives.</summary>
    public MapView Output { get; init; }

    public MapView QueryGradient { get; init; }

    public MapView KeyGradient { get; init; }

    public MapView ValueGradient { get; init; }

    /// <summary>Each plane's own sum, [plane][row table, column table][K][Dh / 2].</summary>
    public nint TableGradients { get; init; }

    public bool HasPositions => RowTable != 0;

    /// <summary>What the queries carry: the factor on the logits, and log₂ e.</summary>
    public float QueryFactor => (float)(Scale * Base2.Log2OfE);

    /// <summary>The logarithms of a plane's row.</summary>
    public float* LogSumsOf(int plane, int row) =>
        (float*)LogSums + ((((long)plane * Layout.PairedRows) + row) * Layout.RowLanes);
}

/// <summary>The gradients of the position tables, which all units have a share in.</summary>
internal static class PositionTables
{
    /// <summary>Room for the share of each plane: [plane][row table, column table][K][Dh / 2].</summary>
    public static Tensor Shares(UnitLayout layout) => empty(layout.Planes, 2, layout.KernelSize, layout.HeadDim / 2, device: CPU);

    /// <summary>The sums of the shares in the row table and in the column table.</summary>
    /// <param name="layout">Sizes.</param>
    /// <param name="shares">What <see cref="Shares"/> made room for.</param>
    /// <param name="rows">The table: [K, Dh / 2] or [Heads, K, Dh / 2].</param>
    /// <param name="columns">As <paramref name="rows"/>.</param>
    public static Tensor[] Gradients(UnitLayout layout, Tensor shares, Tensor rows, Tensor columns)
    {
        var share = shares.data<float>().ToArray();
        return [Gradient(layout, share, rows, table: 0), Gradient(layout, share, columns, table: 1)];
    }

    private static Tensor Gradient(UnitLayout layout, float[] share, Tensor like, int table)
    {
        // The planes' shares are added in their order, whoever computed them.
        var numbers = layout.KernelSize * (layout.HeadDim / 2);
        var heads = like.ndim == 3 ? layout.Heads : 1;
        var sums = new double[heads * numbers];
        for (var plane = 0; plane < layout.Planes; plane++)
        {
            var (from, to) = (((2 * plane) + table) * numbers, plane % layout.Heads % heads * numbers);
            for (var index = 0; index < numbers; index++)
                sums[to + index] += share[from + index];
        }
        return tensor(Array.ConvertAll(sums, sum => (float)sum), device: CPU).reshape(like.shape);
    }
}
