using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Positions;

/// <summary>A learned number for every offset between query and key of a window and every head, added to the logits.</summary>
/// <remarks>
/// softmax(QKᵀ/√Dh + B)V with B_ij = table[row_i − row_j, column_i − column_j]. Liu et al. 2021 (Swin), section 3.2, Eq. 4. A window of
/// R×C positions has (2R−1)·(2C−1) offsets, so as many parameters a head. Entry (row_i − row_j + R−1)·(2C−1) + column_i − column_j + C−1
/// of the table belongs to an offset, as in Swin's checkpoints; the index is computed anew and not part of the state.
/// The table starts from a normal distribution of deviation 0.02, cut at ±2.
/// </remarks>
public sealed class RelativePositionBias : Module<Tensor, Tensor>
{
    private const double Deviation = 0.02;
    private const long MostNumbers = int.MaxValue;

    [ComponentName(Name = "relative_position_bias_table")] private readonly Parameter _table;

    /// <summary>A bias with fresh numbers.</summary>
    /// <param name="window">Rows and columns of the window.</param>
    /// <param name="heads">Number of heads H.</param>
    /// <exception cref="ArgumentException">An empty window, no heads, or a bias of more than 2³¹ − 1 numbers.</exception>
    public RelativePositionBias(GridSize window, long heads)
        : this(window, heads, start: null)
    {
    }

    private RelativePositionBias(GridSize window, long heads, Tensor? start)
        : base(nameof(RelativePositionBias))
    {
        Check(window, heads);
        (Window, Heads) = (window, heads);
        _table = OwnedParameter.From(start ?? empty(Offsets(window).Count, heads, device: get_default_device()));
        if (start is null)
            Initialisation.TruncatedNormal(_table, Deviation);
        RegisterComponents();
    }

    /// <summary>Rows and columns of the window.</summary>
    public GridSize Window { get; }

    /// <summary>Number of heads H.</summary>
    public long Heads { get; }

    /// <summary>The bias of every pair of positions, to be added to scaled logits: a float mask of scaled dot-product attention.</summary>
    /// <returns>[H, N, N] for N = rows · columns; [h, i, j] is for query i and key j. Differentiable in the table.</returns>
    public Tensor Bias()
    {
        using var scope = NewDisposeScope();
        var index = Index(Window, _table.device);                                                   // [N · N]
        return _table.index_select(0, index)                                                        // [N · N, H]
            .reshape(Window.Count, Window.Count, Heads)                                             // [N, N, H]
            .permute(2, 0, 1)                                                                       // [H, N, N]
            .contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Adds the bias to logits.</summary>
    /// <param name="logits">[..., H, N, N], scaled.</param>
    /// <returns>[..., H, N, N]</returns>
    /// <exception cref="ArgumentException">Logits of another number of heads or positions.</exception>
    public override Tensor forward(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.ndim < 3 || logits.shape[^3] != Heads || logits.shape[^2] != Window.Count || logits.shape[^1] != Window.Count)
            throw new ArgumentException($"logits are {Shapes.Text(logits)}, expected [..., {Heads}, {Window.Count}, {Window.Count}] for heads {Heads} and window {Window}");
        using var scope = NewDisposeScope();
        return (logits + Bias()).MoveToOuterDisposeScope();
    }

    /// <summary>A new layer for another window, its table interpolated over the offsets from this one's.</summary>
    /// <param name="window">Rows and columns of the new window.</param>
    /// <param name="convention">Kernel, centres and border; Swin resizes bicubically.</param>
    /// <returns>A layer of its own, on the same device and with the same element type; this one is not changed.</returns>
    /// <exception cref="ArgumentException">An empty window, or one too large.</exception>
    public RelativePositionBias Resize(GridSize window, ResizeConvention convention = ResizeConvention.Bicubic)
    {
        Check(window, Heads);
        using var scope = NewDisposeScope();
        using var gradOff = no_grad();
        var table = EmbeddingResize.Apply(_table.unsqueeze(0), prefixTokens: 0, Offsets(Window), Offsets(window), convention);
        return new RelativePositionBias(window, Heads, table.squeeze(0).clone());
    }

    private static GridSize Offsets(GridSize window) => new GridSize(2 * window.Rows - 1, 2 * window.Columns - 1);

    // Which entry of the table belongs to query i and key j: [N · N].
    private static Tensor Index(GridSize window, Device device)
    {
        var rows = arange(window.Rows, dtype: int64, device: device).unsqueeze(1).expand(-1, window.Columns).flatten();      // [N]
        var columns = arange(window.Columns, dtype: int64, device: device).unsqueeze(0).expand(window.Rows, -1).flatten();   // [N]
        var rowOffsets = rows.unsqueeze(1) - rows.unsqueeze(0) + (window.Rows - 1);                 // [N, N]
        var columnOffsets = columns.unsqueeze(1) - columns.unsqueeze(0) + (window.Columns - 1);     // [N, N]
        return (rowOffsets * (2 * window.Columns - 1) + columnOffsets).flatten();
    }

    private static void Check(GridSize window, long heads)
    {
        window.Check(nameof(window));
        Offsets(window).Check("the offsets of the window,");
        Require.AboveZero(heads, "heads");
        if (heads > MostNumbers / (window.Count * window.Count))
            throw new ArgumentException($"window {window} with heads {heads} is too large: the bias would have more than {MostNumbers} numbers");
    }
}
