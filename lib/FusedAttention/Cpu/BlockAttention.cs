using static TorchSharp.torch;

namespace FusedAttention.Cpu;

/// <summary>Attention inside blocks of pixels as one step of the graph, in float32 on the processor; the weights are computed again on the way back.</summary>
/// <remarks>Ramachandran et al. 2019, Appendix, the attention stem: every pixel attends to the pixels of its block, without positions in the logits.</remarks>
internal sealed class BlockAttention : GraphStep<BlockAttention>
{
    /// <summary>Applies it, with a graph if one is wanted.</summary>
    /// <param name="query">[P, C, N]: pixel of the block, channel, block.</param>
    /// <param name="key">As <paramref name="query"/>.</param>
    /// <param name="value">As <paramref name="query"/>.</param>
    /// <param name="heads">Heads that share the channels.</param>
    /// <param name="width">Registers to use; null for the widest.</param>
    /// <returns>[P, C, N]</returns>
    public static Tensor Apply(Tensor query, Tensor key, Tensor value, int heads, LaneWidth? width = null)
    {
        return is_grad_enabled() && (query.requires_grad || key.requires_grad || value.requires_grad)
            ? Apply((object)query, key, value, heads, width ?? Units.Widest)
            : Forward([query.contiguous(), key.contiguous(), value.contiguous()], heads, width ?? Units.Widest);
    }

    /// <summary>Arguments of apply: query, key, value [P, C, N], heads (int), registers.</summary>
    /// <returns>[P, C, N]</returns>
    protected override Tensor Forward(autograd.AutogradContext ctx, object[] vars)
    {
        List<Tensor> maps = [.. vars.OfType<Tensor>().Select(map => map.contiguous())];
        var (heads, width) = ((int)vars[3], (LaneWidth)vars[4]);
        ctx.save_for_backward(maps);
        ctx.save_data(nameof(heads), heads);
        ctx.save_data(nameof(width), width);
        return Forward(maps, heads, width);
    }

    /// <inheritdoc/>
    protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
    {
        var maps = ctx.get_saved_variables();
        var arriving = outputGradient.contiguous();
        List<Tensor> gradients = [.. maps.Select(map => empty(map.shape))];
        var problem = Problem(maps, (int)ctx.get_data("heads"), arriving) with
        {
            QueryGradient = MapView.Start(gradients[0]), KeyGradient = MapView.Start(gradients[1]), ValueGradient = MapView.Start(gradients[2]),
        };
        problem.Run((LaneWidth)ctx.get_data("width"));
        MapView.KeepAlive([.. maps, .. gradients, arriving]);
        return [.. gradients, null!, null!];
    }

    private static Tensor Forward(List<Tensor> maps, int heads, LaneWidth width)
    {
        var output = empty(maps[0].shape);
        Problem(maps, heads, output).Run(width);
        MapView.KeepAlive([.. maps]);
        return output;
    }

    private static BlockProblem Problem(List<Tensor> maps, int heads, Tensor output)
    {
        var shape = maps[0].shape;
        return new BlockProblem
        {
            Pixels = (int)shape[0], Channels = (int)shape[1], Heads = heads, Blocks = (int)shape[2],
            Query = MapView.Start(maps[0]), Key = MapView.Start(maps[1]), Value = MapView.Start(maps[2]), Output = MapView.Start(output),
        };
    }
}
