using static TorchSharp.torch;

namespace FusedAttention.Cpu;

/// <summary>Local attention as one step of the graph: what it keeps for the way back is its inputs and one number a pixel and head.</summary>
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
        var logSums = empty(layout.Planes, layout.PairedRows, layout.RowLanes);
        ctx.save_for_backward([.. tensors, logSums]);
        ctx.save_data(nameof(call), call);
        return Forward(call, tensors, logSums);
    }

    /// <inheritdoc/>
    protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
    {
        var call = (FusedCall)ctx.get_data("call");
        var saved = ctx.get_saved_variables();
        var (tensors, logSums) = (saved.GetRange(0, saved.Count - 1), saved[^1]);
        var layout = call.Layout(tensors);
        var arriving = FusedCall.ReadableMap(outputGradient);
        var gradients = call.EmptyMaps(tensors);
        var tables = PositionTables.Shares(layout);
        var (queryGradient, keyGradient, valueGradient) = call.Views(gradients);
        Units.Run(Problem(call, tensors, layout, arriving, logSums) with
        {
            QueryGradient = queryGradient,
            KeyGradient = keyGradient ?? default,
            ValueGradient = valueGradient,
            TableGradients = call.HasPositions ? MapView.Start(tables) : 0,
        }, backward: true);
        if (call.Tables(tensors) is { } given)
        {
            gradients.Add(PositionTables.Gradient(layout, tables, given.Rows, table: 0));
            gradients.Add(PositionTables.Gradient(layout, tables, given.Columns, table: 1));
        }
        MapView.KeepAlive([.. saved, arriving, tables]);
        return [.. gradients, null!];
    }

    private static Tensor Forward(FusedCall call, List<Tensor> tensors, Tensor? logSums)
    {
        var layout = call.Layout(tensors);
        var output = call.EmptyOutput(tensors);
        Units.Run(Problem(call, tensors, layout, output, logSums), backward: false);
        MapView.KeepAlive([.. tensors]);
        return output;
    }

    private static Problem Problem(FusedCall call, List<Tensor> tensors, UnitLayout layout, Tensor output, Tensor? logSums)
    {
        var (query, key, value) = call.Views(tensors);
        return call.Problem(layout, output, logSums, call.Tables(tensors)) with { Query = query, Key = key ?? default, Value = value };
    }
}
