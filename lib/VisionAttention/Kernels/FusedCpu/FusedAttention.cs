using static TorchSharp.torch;

namespace VisionAttention.Kernels.FusedCpu;

/// <summary>Local attention as one step of the graph: what it keeps for the way back is its inputs and one number a pixel and head.</summary>
internal sealed class FusedAttention : autograd.SingleTensorFunction<FusedAttention>
{
    /// <inheritdoc/>
    public override string Name => nameof(FusedAttention);

    /// <summary>Without a graph.</summary>
    public static Tensor Compute(FusedCall call, IReadOnlyList<Tensor> tensors)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Forward(call, call.Readable(tensors), logSums: null).MoveToOuterDisposeScope();
    }

    /// <summary>Arguments of apply: the maps (query, value, key if there is one; or one packed map), row and column table if there are any, the call.</summary>
    /// <returns>[B, C, H, W]</returns>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = NewDisposeScope();
        var call = (FusedCall)vars[^1];
        var tensors = call.Readable([.. vars.OfType<Tensor>()]);
        var layout = call.Layout(tensors);
        var logSums = empty(layout.Planes, layout.PairedRows, layout.RowLanes);
        ctx.save_for_backward([.. tensors, logSums]);
        ctx.save_data(nameof(call), call);
        return Forward(call, tensors, logSums).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (FusedCall)ctx.get_data("call");
        var saved = ctx.get_saved_variables();
        var (tensors, logSums) = (saved.GetRange(0, saved.Count - 1), saved[^1]);
        var layout = call.Layout(tensors);
        var arriving = FusedCall.ReadableMap(grad_output);
        var gradients = call.EmptyMaps(tensors);
        var tables = empty(layout.Planes, 2, layout.KernelSize, layout.HeadDim / 2);
        var (queryGradient, keyGradient, valueGradient) = call.Views(gradients);
        var problem = Problem(call, tensors, layout, MapView.Of(arriving), logSums, tables, queryGradient, keyGradient ?? default, valueGradient);
        Units.Run(problem, backward: true);
        if (call.Tables(tensors) is { } given)
        {
            gradients.Add(TableGradient(layout, tables, given.Rows, table: 0));
            gradients.Add(TableGradient(layout, tables, given.Columns, table: 1));
        }
        KeepAlive([.. tensors, logSums, arriving, tables]);
        return [.. gradients, null!];
    }

    private static Tensor Forward(FusedCall call, List<Tensor> tensors, Tensor? logSums)
    {
        var layout = call.Layout(tensors);
        var output = call.EmptyOutput(tensors);
        var problem = Problem(call, tensors, layout, MapView.Of(output), logSums, tables: null, default, default, default);
        Units.Run(problem, backward: false);
        KeepAlive(tensors);
        return output;
    }

    private static Problem Problem(
        FusedCall call, List<Tensor> tensors, UnitLayout layout, MapView output, Tensor? logSums, Tensor? tables,
        MapView queryGradient, MapView keyGradient, MapView valueGradient)
    {
        var (query, key, value) = call.Views(tensors);
        var given = call.Tables(tensors);
        return new Problem
        {
            Layout = layout,
            Border = call.Options.Border,
            Scale = call.Options.Scale,
            Query = query,
            Key = key,
            Value = value,
            RowTable = given is { } rows ? MapView.Start(rows.Rows) : 0,
            ColumnTable = given is { } columns ? MapView.Start(columns.Columns) : 0,
            TablesPerHead = given?.Rows.ndim == 3,
            LogSums = logSums is null ? 0 : MapView.Start(logSums),
            Output = output,
            QueryGradient = queryGradient,
            KeyGradient = keyGradient,
            ValueGradient = valueGradient,
            TableGradients = tables is null || given is null ? 0 : MapView.Start(tables),
        };
    }

    // The planes' shares are added in their order, whoever computed them.
    private static Tensor TableGradient(UnitLayout layout, Tensor shares, Tensor like, int table)
    {
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

    private static void KeepAlive(List<Tensor> tensors)
    {
        foreach (var tensor in tensors)
            GC.KeepAlive(tensor);
    }
}
