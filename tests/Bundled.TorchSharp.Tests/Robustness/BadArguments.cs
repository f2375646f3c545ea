using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>Arguments that are null, and tensors that are gone.</summary>
internal static class BadArguments
{
    public static IEnumerable<(string Name, Action Call)> All() => [.. Nulls(), .. Disposed()];

    private static IEnumerable<(string, Action)> Nulls()
    {
        Tensor none = null!;
        yield return ("add null", () => ones(2).add(none));
        yield return ("add null scalar", () => ones(2).add((Scalar)null!));
        yield return ("operator + null", () => _ = ones(2) + none);
        yield return ("null.matmul", () => matmul(none, ones(2)));
        yield return ("matmul null", () => ones(2, 2).matmul(none));
        yield return ("cat null list", () => cat((Tensor[])null!));
        yield return ("cat with a null", () => cat([ones(2), none]));
        yield return ("stack null list", () => stack(null!));
        yield return ("stack with a null", () => stack([ones(2), none]));
        yield return ("einsum without text", () => einsum(null!, ones(2)));
        yield return ("einsum without tensors", () => einsum("i->i", null!));
        yield return ("einsum with a null", () => einsum("i,i->i", ones(2), none));
        yield return ("where null", () => where(none, ones(2), ones(2)));
        yield return ("zeros of null", () => zeros((long[])null!));
        yield return ("tensor of null", () => tensor((float[])null!));
        yield return ("tensor of a null list", () => tensor((IList<float>)null!));
        yield return ("arange of null", () => arange((Scalar)null!));
        yield return ("full of null", () => full([2], null!));
        yield return ("to a null device", () => ones(2).to((Device)null!));
        yield return ("device of null", () => _ = new Device((string)null!));
        yield return ("linear without weight", () => F.linear(ones(2, 2), none));
        yield return ("conv2d without weight", () => F.conv2d(ones(1, 1, 3, 3), none));
        yield return ("layer_norm without shape", () => F.layer_norm(ones(2, 2), null!));
        yield return ("cross_entropy without target", () => F.cross_entropy(ones(2, 2), none));
        yield return ("embedding of null", () => nn.Embedding(3, 2).call(none));
        yield return ("a layer called with null", () => nn.Linear(2, 2).call(none));
        yield return ("relu of null", () => F.relu(none));
        yield return ("softmax of null", () => F.softmax(none, 0));
        yield return ("attention of null", () => F.scaled_dot_product_attention(none, none, none));
        yield return ("a sequence with a null", () => nn.Sequential(nn.ReLU(), null!));
        yield return ("a parameter of null", () => _ = new Parameter(null!));
        yield return ("an optimiser without parameters", () => optim.SGD((IEnumerable<Parameter>)null!, 0.1));
        yield return ("an optimiser with a null", () => optim.Adam((Parameter[])[null!]));
        yield return ("load_state_dict of null", () => nn.Linear(2, 2).load_state_dict((Dictionary<string, Tensor>)null!));
        yield return ("index by null tensors", () => _ = ones(2)[(Tensor[])null!]);
        yield return ("index by null indices", () => _ = ones(2)[(TensorIndex[])null!]);
        yield return ("assign null", () => ones(2)[0] = null!);
        yield return ("autograd of null", () => autograd.grad(null!, [ones(2)]));
        yield return ("autograd for null", () => autograd.grad([ones(2)], null!));
        yield return ("backward of a null", () => autograd.backward([none]));
        yield return ("index_put_ without value", () => ones(2).index_put_((Tensor)null!, [TensorIndex.Single(0)]));
        yield return ("allclose null", () => ones(2).allclose(none));
        yield return ("a dataset of null", () => utils.data.TensorDataset(null!));
        yield return ("clip of null gradients", () => nn.utils.clip_grad_norm_(null!, 1));
        yield return ("init of null", () => nn.init.ones_(none));
        yield return ("set_rng_state of null", () => set_rng_state(none));
        yield return ("register_module of null", () => nn.Sequential(nn.ReLU()).register_module("x", null!));
        yield return ("broadcast of a null", () => broadcast_tensors(ones(2), none));
    }

    private static Tensor Gone()
    {
        var gone = ones(2, 2);
        gone.Dispose();
        return gone;
    }

    private static IEnumerable<(string, Action)> Disposed()
    {
        (string, Func<Tensor, object?>)[] calls =
        [
            ("add", t => t + 1), ("matmul", t => t.matmul(t)), ("shape", t => t.shape), ("dtype", t => t.dtype), ("grad", t => t.grad), ("requires_grad", t => t.requires_grad),
            ("item", t => t.item<float>()), ("data", t => t.data<float>()), ("bytes", t => t.bytes.Length), ("clone", t => t.clone()), ("view", t => t.view(4)),
            ("index", t => t[0]), ("numel", t => t.numel()), ("stride", t => t.stride()), ("alias", t => t.alias()), ("str", t => t.str()), ("to", t => t.to(float64)),
            ("cat", t => cat([ones(2, 2), t])), ("einsum", t => einsum("ij,jk->ik", ones(2, 2), t)), ("backward", t => t.WentBack()), ("detach", t => t.detach()),
            ("Handle", t => t.Handle), ("storage", t => t.storage<float>()), ("tolist", t => t.tolist()), ("ReadCpuSingle", t => t.ReadCpuSingle(0)),
            ("as a layer's input", t => nn.Linear(2, 2).call(t)), ("as a parameter", t => new Parameter(t)), ("as an index", t => ones(2)[t]), ("is_contiguous", t => t.is_contiguous()),
            ("copy_ from", t => ones(2, 2).copy_(t)), ("copy_ into", t => t.copy_(ones(2, 2))), ("set_rng_state", t => { set_rng_state(t); return null; }),
            ("assigned as a gradient", t => { ones(2, 2).requires_grad_().grad = t; return null; }), ("retain_grad", t => { t.retain_grad(); return null; }),
            ("save", t => { t.save("/tmp/never"); return null; }), ("as weights of a loss", t => F.cross_entropy(ones(2, 2), zeros(2, int64), t)),
        ];
        foreach (var (name, call) in calls)
            yield return ($"{name} of a disposed tensor", () => call(Gone()));
        yield return ("a disposed layer", () =>
        {
            var layer = nn.Linear(2, 2);
            layer.Dispose();
            layer.call(ones(2, 2));
        });
        yield return ("a used-up scope", () =>
        {
            var scope = NewDisposeScope();
            scope.Dispose();
            scope.Attach(ones(2));
        });
        yield return ("a disposed generator", () =>
        {
            var generator = new Generator(1);
            generator.Dispose();
            rand(2, generator: generator);
        });
        yield return ("a tensor whose handle was taken", () =>
        {
            var taken = ones(2);
            using var parameter = new Parameter(taken);
            taken.add(1);
        });
    }
}
