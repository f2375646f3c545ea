using static TorchSharp.torch;

namespace FusedAttention.Cpu;

/// <summary>Local attention as one step of the graph: what it keeps for the backward pass is its inputs and one number a pixel and head.</summary>
internal sealed class WindowAttention : GraphStep<WindowAttention>
{
    /// <summary>Without a graph.</summary>
    public static Tensor Compute(FusedCall call, IReadOnlyList<Tensor> tensors)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Forward(call, call.Readable(tensors), logSums: null).MoveToOuterDisposeScope();
    }

    /// <summary>Arguments of apply: the maps (query, value, key if there is one; or one packed map), row and column table if there are any, the call.</summary>
    /// <returns>[B, C, H, W]</returns>
    protected override Tensor Forward(autograd.AutogradContext ctx, object[] vars)
    {
        var call = (FusedCall)vars[^1];
        var tensors = call.Readable([.. vars.OfType<Tensor>()]);
        var layout = call.Layout(tensors);
        var logSums = empty(layout.Planes, layout.PairedRows, layout.RowLanes, device: CPU);
        call.Save(ctx, tensors, logSums);
        return Forward(call, tensors, logSums);
    }

    /// <inheritdoc/>
    protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
    {
        var (call, tensors, logSums) = FusedCall.Saved(ctx);
        var layout = call.Layout(tensors);
        var arriving = FusedCall.ReadableMap(outputGradient);
        var gradients = call.EmptyMaps(tensors);
        var tables = PositionTables.Shares(layout);
        var (queryGradient, keyGradient, valueGradient) = call.Views(gradients);
        RegisterDispatch.Run(Problem(call, tensors, layout, arriving, logSums) with
        {
            QueryGradient = queryGradient,
            KeyGradient = keyGradient ?? default,
            ValueGradient = valueGradient,
            TableGradients = call.HasPositions ? MapView.Start(tables) : 0,
        }, backward: true);
        if (call.Tables(tensors) is { } given)
            gradients.AddRange(PositionTables.Gradients(layout, tables, given.Rows, given.Columns));
        MapView.KeepAlive([.. tensors, logSums, arriving, tables]);
        return [.. gradients, null!];
    }

    private static Tensor Forward(FusedCall call, List<Tensor> tensors, Tensor? logSums)
    {
        var layout = call.Layout(tensors);
        var output = call.EmptyOutput(tensors);
        RegisterDispatch.Run(Problem(call, tensors, layout, output, logSums), backward: false);
        MapView.KeepAlive([.. tensors]);
        return output;
    }

    private static Problem Problem(FusedCall call, List<Tensor> tensors, UnitLayout layout, Tensor output, Tensor? logSums)
    {
        var (query, key, value) = call.Views(tensors);
        return call.Problem(layout, output, logSums, call.Tables(tensors)) with { Query = query, Key = key ?? default, Value = value };
    }
}

/// <summary>What a call of <see cref="WindowAttention"/> or <see cref="ProjectedAttention"/> is about, apart from its tensors, and how its tensors are lined up.</summary>
/// <param name="Options">Window, heads, border, scale.</param>
/// <param name="IsPacked">Whether query, key and value are one map [B, H, W, 3·C] (2·C without key).</param>
/// <param name="HasKey">Whether logits have a q·k part.</param>
/// <param name="HasPositions">Whether logits have a q·r part.</param>
/// <param name="Width">Registers to use.</param>
internal sealed record FusedCall(LocalAttentionOptions Options, bool IsPacked, bool HasKey, bool HasPositions, LaneWidth Width)
{
    private int Maps => IsPacked ? 1 : HasKey ? 3 : 2;

    /// <summary>Keeps what the backward pass needs.</summary>
    public void Save(autograd.AutogradContext context, IReadOnlyList<Tensor> tensors, Tensor logSums)
    {
        context.save_for_backward([.. tensors, logSums]);
        context.save_data(nameof(FusedCall), this);
    }

    /// <summary>What <see cref="Save"/> has kept.</summary>
    public static (FusedCall Call, List<Tensor> Tensors, Tensor LogSums) Saved(autograd.AutogradContext context)
    {
        var saved = context.get_saved_variables();
        return ((FusedCall)context.get_data(nameof(FusedCall)), saved.GetRange(0, saved.Count - 1), saved[^1]);
    }

    /// <summary>Sizes, from the tensors of the call.</summary>
    public UnitLayout Layout(IReadOnlyList<Tensor> tensors)
    {
        var shape = tensors[0].shape;
        var (channels, height, width) = IsPacked ? (shape[3] / (HasKey ? 3 : 2), shape[1], shape[2]) : (shape[1], shape[2], shape[3]);
        return Layout(shape[0], channels, height, width);
    }

    /// <summary>Sizes of a map.</summary>
    public UnitLayout Layout(long batch, long channels, long height, long width) =>
        UnitLayout.Of((int)batch, Options.Heads, (int)channels / Options.Heads, (int)height, (int)width, Options.KernelSize, RegisterDispatch.Lanes(Width));

    /// <summary>The tensors in their order, each in a layout that can be read in place.</summary>
    public List<Tensor> Readable(IReadOnlyList<Tensor> tensors) =>
        [.. tensors.Select((tensor, index) => index < Maps && !IsPacked ? ReadableMap(tensor) : tensor.is_contiguous() ? tensor : tensor.contiguous())];

    /// <summary>Query, key and value within tensors lined up as those of the call: the inputs themselves, or gradients of them.</summary>
    public (MapView Query, MapView? Key, MapView Value) Views(IReadOnlyList<Tensor> tensors)
    {
        if (!IsPacked)
            return (MapView.Of(tensors[0]), HasKey ? MapView.Of(tensors[2]) : null, MapView.Of(tensors[1]));
        var channels = tensors[0].shape[3] / (HasKey ? 3 : 2);
        return (MapView.ChannelsLast(tensors[0], 0), HasKey ? MapView.ChannelsLast(tensors[0], channels) : null, MapView.ChannelsLast(tensors[0], (HasKey ? 2 : 1) * channels));
    }

    /// <summary>Fresh maps like those of the call.</summary>
    public List<Tensor> EmptyMaps(IReadOnlyList<Tensor> tensors) => [.. tensors.Take(Maps).Select(EmptyLike)];

    /// <summary>A fresh result in the layout of the query.</summary>
    public Tensor EmptyOutput(IReadOnlyList<Tensor> tensors)
    {
        if (!IsPacked)
            return EmptyLike(tensors[0]);
        var shape = tensors[0].shape;
        return empty(shape[0], shape[1], shape[2], shape[3] / (HasKey ? 3 : 2), device: CPU).permute(0, 3, 1, 2);  // [B, C, H, W]
    }

    /// <summary>Row and column table, behind the maps.</summary>
    public (Tensor Rows, Tensor Columns)? Tables(IReadOnlyList<Tensor> tensors) => HasPositions ? (tensors[Maps], tensors[Maps + 1]) : null;

    /// <summary>The map itself where it is contiguous or has its channels last, else a copy that is contiguous.</summary>
    public static Tensor ReadableMap(Tensor map)
    {
        if (map.is_contiguous())
            return map;
        using var last = map.permute(0, 2, 3, 1);
        return last.is_contiguous() ? map : map.contiguous();
    }

    /// <summary>What both passes and both steps of the graph have in common.</summary>
    /// <param name="layout">Sizes.</param>
    /// <param name="output">The result, or the gradient that arrives.</param>
    /// <param name="logSums">Logarithms of the softmax's denominators, or null.</param>
    /// <param name="tables">Row and column table, or null.</param>
    public Problem Problem(UnitLayout layout, Tensor output, Tensor? logSums, (Tensor Rows, Tensor Columns)? tables)
    {
        return new Problem
        {
            Layout = layout,
            Border = Options.Border,
            Scale = Options.Scale,
            HasKey = HasKey,
            Output = MapView.Of(output),
            LogSums = logSums is null ? 0 : MapView.Start(logSums),
            RowTable = tables is { } rows ? MapView.Start(rows.Rows) : 0,
            ColumnTable = tables is { } columns ? MapView.Start(columns.Columns) : 0,
            TablesPerHead = tables?.Rows.ndim == 3,
        };
    }

    /// <summary>A fresh map of the same shape and layout.</summary>
    public static Tensor EmptyLike(Tensor map)
    {
        if (map.is_contiguous())
            return empty(map.shape, device: CPU);
        var shape = map.shape;
        return empty(shape[0], shape[2], shape[3], shape[1], device: CPU).permute(0, 3, 1, 2);
    }
}
