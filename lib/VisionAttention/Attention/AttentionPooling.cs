using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>One vector for a whole map: the mean of its places asks all of them, and itself.</summary>
/// <remarks>Radford et al. 2021, section 2.4: what the ResNets of CLIP end with in place of a global average pool. Cost for N places:
/// (2·N + 3)·D² + D·outputDim + 2·(N + 1)·D multiply-adds. Names are those of <see cref="MultiheadCrossAttention"/> under <c>attn</c>, and <c>pos_embed</c>.</remarks>
public sealed class AttentionPooling : Module<Tensor, Tensor>
{
    [ComponentName(Name = "pos_embed")] private readonly Parameter _positions;
    [ComponentName(Name = "attn")] private readonly MultiheadCrossAttention _attention;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="grid">Rows and columns of the map.</param>
    /// <param name="embedDim">Channels D of the map; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of heads H.</param>
    /// <param name="outputDim">Width of the vector; null for D.</param>
    /// <exception cref="ArgumentException">Numbers that do not fit; the message names them.</exception>
    public AttentionPooling(GridSize grid, long embedDim, long heads, long? outputDim = null)
        : base(nameof(AttentionPooling))
    {
        Require.AboveZero(grid.Count, "the grid's places");
        Grid = grid;
        _attention = new MultiheadCrossAttention(embedDim, heads, new MultiheadCrossAttentionOptions { OutputDim = outputDim });
        _positions = OwnedParameter.From(init.normal_(empty(1, 1 + grid.Count, embedDim, device: get_default_device()), std: 1 / Math.Sqrt(embedDim)));
        RegisterComponents();
    }

    /// <summary>Rows and columns of the map.</summary>
    public GridSize Grid { get; }

    /// <summary>Pools a map.</summary>
    /// <param name="map">[B, D, rows, columns]</param>
    /// <returns>[B, outputDim]</returns>
    /// <exception cref="ArgumentException">A map of another size.</exception>
    public override Tensor forward(Tensor map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.ndim != 4 || map.shape[1] != _attention.EmbedDim || map.shape[2] != Grid.Rows || map.shape[3] != Grid.Columns)
            throw new ArgumentException($"map is {Shapes.Text(map)}, expected [B, {_attention.EmbedDim}, {Grid.Rows}, {Grid.Columns}]");
        using var scope = NewDisposeScope();
        var places = map.flatten(2).transpose(1, 2);                                                // [B, N, D]
        var tokens = cat([places.mean([1], keepdim: true), places], dim: 1) + _positions;           // [B, 1 + N, D]
        return _attention.call(tokens.narrow(1, 0, 1), tokens, tokens).squeeze(1).MoveToOuterDisposeScope();
    }
}
