using static TorchSharp.torch;

namespace FusedAttention.Cpu;

/// <summary>The 1×1 convolutions that make query, value and key, and local attention, as one step of the graph.</summary>
/// <remarks>
/// Query, value and key of a few heads of an image are made while they are needed and never written to memory as maps, in the backward pass once
/// more. What is kept for that is the input, as a convolution keeps it, and one number a pixel and head.
/// </remarks>
internal sealed class ProjectedAttention : GraphStep<ProjectedAttention>
{
    /// <summary>Without a graph.</summary>
    public static Tensor Compute(FusedCall call, Tensor images, Tensor weights, IReadOnlyList<Tensor> tables)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Forward(call, [FusedCall.ReadableMap(images), weights, .. tables], logSums: null).MoveToOuterDisposeScope();
    }

    /// <summary>Arguments of apply: images [B, inChannels, H, W], weights [parts, C, inChannels] of query, value and, if there is one, key, row and column table if there are any, the call.</summary>
    /// <returns>[B, C, H, W]</returns>
    protected override Tensor Forward(autograd.AutogradContext ctx, object[] vars)
    {
        var call = (FusedCall)vars[^1];
        var given = vars.OfType<Tensor>().ToList();
        List<Tensor> tensors = [FusedCall.ReadableMap(given[0]), .. given.Skip(1)];
        var layout = Layout(call, tensors);
        var logSums = empty(layout.Planes, layout.PairedRows, layout.RowLanes, device: CPU);
        call.Save(ctx, tensors, logSums);
        return Forward(call, tensors, logSums);
    }

    /// <inheritdoc/>
    protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
    {
        var (call, tensors, logSums) = FusedCall.Saved(ctx);
        var layout = Layout(call, tensors);
        var arriving = FusedCall.ReadableMap(outputGradient);
        var imageGradient = FusedCall.EmptyLike(tensors[0]);
        var shares = empty([layout.Groups, .. tensors[1].shape], device: CPU);                      // [group, part, C, inChannels]
        var tableShares = PositionTables.Shares(layout);
        // Queries carry scale · log₂ e: their own gradients lack the scale, those of the keys the rest.
        var problem = call.Problem(layout, arriving, logSums, Tables(call, tensors));
        var back = Factors(tensors[1], problem.Scale, Base2.NaturalLogarithmOf2);
        var forth = tensors[1] * Factors(tensors[1], problem.QueryFactor, 1);
        var gradientWeights = tensors[1] * back;
        RegisterDispatch.Run(problem with
        {
            Projection = Projection(tensors, forth) with
            {
                BackWeights = MapView.Start(gradientWeights), InputGradient = MapView.Of(imageGradient), WeightGradients = MapView.Start(shares),
            },
            TableGradients = call.HasPositions ? MapView.Start(tableShares) : 0,
        }, backward: true);
        List<Tensor> gradients = [imageGradient, shares.sum(dim: 0) * back];
        if (Tables(call, tensors) is { } tables)
            gradients.AddRange(PositionTables.Gradients(layout, tableShares, tables.Rows, tables.Columns));
        MapView.KeepAlive([.. tensors, logSums, arriving, forth, gradientWeights, tableShares]);
        return [.. gradients, null!];
    }

    private static Tensor Forward(FusedCall call, List<Tensor> tensors, Tensor? logSums)
    {
        var layout = Layout(call, tensors);
        var output = empty(layout.Batch, layout.Height, layout.Width, tensors[1].shape[1], device: CPU).permute(0, 3, 1, 2); // [B, C, H, W]
        var problem = call.Problem(layout, output, logSums, Tables(call, tensors));
        var forth = tensors[1] * Factors(tensors[1], problem.QueryFactor, 1);
        RegisterDispatch.Run(problem with { Projection = Projection(tensors, forth) }, backward: false);
        MapView.KeepAlive([.. tensors, forth]);
        return output;
    }

    private static UnitLayout Layout(FusedCall call, List<Tensor> tensors)
    {
        var shape = tensors[0].shape;
        return call.Layout(shape[0], tensors[1].shape[1], shape[2], shape[3]);
    }

    private static Projection Projection(List<Tensor> tensors, Tensor weights)
    {
        var shape = weights.shape;
        return new Projection
        {
            Parts = (int)shape[0], Channels = (int)shape[1], InChannels = (int)shape[2],
            Input = MapView.Of(tensors[0]), Weights = MapView.Start(weights),
        };
    }

    private static (Tensor Rows, Tensor Columns)? Tables(FusedCall call, List<Tensor> tensors) => call.HasPositions ? (tensors[2], tensors[3]) : null;

    // A factor for the query, 1 for the value, a factor for the key if there is one.
    private static Tensor Factors(Tensor weights, double query, double key)
    {
        double[] factors = [query, 1, key];
        return tensor(Array.ConvertAll(factors[..(int)weights.shape[0]], factor => (float)factor), device: CPU).reshape(-1, 1, 1);
    }
}
