using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>Shapes, types, indices and sizes that must not work.</summary>
internal static class BadTensorCalls
{
    private static readonly long[][] Misfits = [[2, 4], [3, 2], [4], [5, 3], [2, 3, 4, 5], [7, 2, 9]];

    public static IEnumerable<(string Name, Action Call)> All() =>
        [.. Shapes(), .. Types(), .. Indices(), .. Sizes()];

    private static IEnumerable<(string, Action)> Shapes()
    {
        (string Name, Func<Tensor, Tensor, object?> Call)[] pairs =
        [
            ("add", (a, b) => a + b), ("mul_", (a, b) => a.mul_(b)), ("div", (a, b) => a / b), ("eq", (a, b) => a == b), ("maximum", (a, b) => a.maximum(b)),
            ("matmul", (a, b) => a.matmul(b)), ("mm", (a, b) => a.mm(b)), ("bmm", (a, b) => a.bmm(b)), ("copy_", (a, b) => a.copy_(b)),
            ("view_as", (a, b) => a.view(b.shape)), ("expand_as", (a, b) => a.expand(b.shape)), ("cat", (a, b) => cat([a, b], 1)), ("stack", (a, b) => stack([a, b])),
            ("where", (a, b) => where(a > 0, a, b)), ("lerp", (a, b) => a.lerp(b, b)), ("addcmul", (a, b) => a.addcmul(b, b, 1)), ("atan2", (a, b) => a.atan2(b)),
            ("masked_fill", (a, b) => a.masked_fill(b > 0, 0)), ("outer", (a, b) => a.outer(b)), ("dot", (a, b) => a.dot(b)), ("mse_loss", (a, b) => F.mse_loss(a, b).WentBack()),
            ("index_put_", (a, b) => a.index_put_(b, [TensorIndex.Slice(0, 2)])), ("linear", (a, b) => F.linear(a, b)), ("mv", (a, b) => a.mv(b)),
        ];
        foreach (var (name, call) in pairs)
        {
            foreach (var misfit in Misfits)
            {
                if (IsLegal(name, misfit))
                    continue;
                yield return ($"{name} of [2, 3] and [{string.Join(", ", misfit)}]", () => call(randn(2, 3), randn(misfit)));
            }
        }
        yield return ("view of 6 numbers as 4", () => ones(2, 3).view(4));
        yield return ("view with two open sides", () => ones(2, 3).view(-1, -1));
        yield return ("view of a transposed tensor", () => ones(2, 3).t().view(6));
        yield return ("reshape to a negative side", () => ones(2, 3).reshape(-2, 3));
        yield return ("permute with too few", () => ones(2, 3).permute(0));
        yield return ("permute twice the same", () => ones(2, 3).permute(0, 0));
        yield return ("squeeze of no such dimension", () => ones(2, 3).squeeze(5));
        yield return ("unsqueeze too far", () => ones(2, 3).unsqueeze(4));
        yield return ("t of three dimensions", () => ones(2, 3, 4).t());
        yield return ("unflatten that does not fit", () => ones(2, 6).unflatten(1, 4, 2));
        yield return ("expand to fewer", () => ones(2, 3).expand(2));
        yield return ("repeat with too few", () => ones(2, 3).repeat(2));
        yield return ("split of no such dimension", () => ones(2, 3).split(1, 4));
        yield return ("split into parts that do not fit", () => ones(5).split([2, 2]));
        yield return ("chunk into none", () => ones(5).chunk(0));
        yield return ("einsum of a wrong rank", () => einsum("ijk->ij", ones(2, 3)));
        yield return ("einsum with an unknown letter", () => einsum("ij->ik", ones(2, 3)));
        yield return ("einsum of two that differ", () => einsum("ij,jk->ik", ones(2, 3), ones(2, 3)));
        yield return ("einsum of nothing", () => einsum("ij"));
        yield return ("diagonal of a line", () => ones(3).diagonal());
        yield return ("trace of a line", () => ones(3).trace());
        yield return ("inverse of a rectangle", () => ones(2, 3).inverse());
        yield return ("inverse of a singular matrix", () => zeros(3, 3).inverse());
        yield return ("item of six", () => ones(2, 3).item<float>());
        yield return ("tensordot of sides that differ", () => ones(2, 3).tensordot(ones(4, 5), 1));
        yield return ("cross_entropy of two shapes", () => F.cross_entropy(ones(2, 3), zeros(5, int64)));
        yield return ("roll with more shifts than dimensions", () => ones(2, 3).roll([1, 2, 3], [0]));
        yield return ("flip of no such dimension", () => ones(2, 3).flip(7));
        yield return ("movedim of no such dimension", () => ones(2, 3).movedim([5], [0]));
        yield return ("cat of nothing", () => cat(Array.Empty<Tensor>()));
        yield return ("stack of nothing", () => stack(Array.Empty<Tensor>()));
        yield return ("meshgrid of matrices", () => meshgrid([ones(2, 2), ones(3)]));
    }

    // Pairs among the misfits that an operator takes all the same.
    private static bool IsLegal(string name, long[] shape)
    {
        return (name, shape) switch
        {
            ("matmul" or "mm" or "view_as", [3, 2]) => true,
            ("cat", [2, 4]) => true,
            ("linear", [5, 3]) => true,
            _ => false,
        };
    }

    private static IEnumerable<(string, Action)> Types()
    {
        foreach (var type in (ScalarType[])[ScalarType.Int64, ScalarType.Bool, ScalarType.Int32, ScalarType.Byte])
        {
            var made = () => ones([3, 3], dtype: type);
            yield return ($"mean of {type}", () => made().mean());
            yield return ($"softmax with gradients of {type}", () => made().requires_grad_());
            yield return ($"matmul of {type} and Float32", () => made().matmul(ones(3, 3)));
            yield return ($"linear of {type}", () => nn.Linear(3, 2).call(made()));
            yield return ($"conv2d of {type}", () => F.conv2d(ones([1, 1, 5, 5], dtype: type), ones(1, 1, 3, 3)));
            yield return ($"layer_norm of {type}", () => F.layer_norm(made(), [3]));
            yield return ($"inverse of {type}", () => made().inverse());
            yield return ($"std of {type}", () => made().std());
            yield return ($"normal_ of {type}", () => made().normal_());
            yield return ($"erfinv_ of {type}", () => made().erfinv_());
            yield return ($"exp_ of {type}", () => made().exp_());
            yield return ($"div_ of {type}", () => made().div_(2.5));
            yield return ($"dropout of {type} in place", () => F.dropout(made(), 0.5, inplace: true));
            yield return ($"a parameter of {type}", () => _ = new Parameter(made()));
            yield return ($"randn of {type}", () => randn(3, dtype: type));
            yield return ($"quantile of {type}", () => made().quantile(tensor(0.5)));
            yield return ($"lerp of {type}", () => made().lerp(made(), 0.5f));
            yield return ($"data of {type} as double", () => made().data<double>());
            yield return ($"item of {type} as float", () => ones(1, dtype: type).item<float>());
            yield return ($"a module converted to {type}", () => nn.Linear(2, 2).to(type));
        }
        yield return ("index with floats", () => _ = ones(3, 3)[ones(2)]);
        yield return ("gather with floats", () => ones(3, 3).gather(0, ones(1, 3)));
        yield return ("index_select with floats", () => ones(3, 3).index_select(0, ones(1)));
        yield return ("masked_select with numbers", () => ones(3).masked_select(ones(3)));
        yield return ("embedding of floats", () => nn.Embedding(4, 2).call(ones(3)));
        yield return ("bincount of floats", () => ones(3).bincount(null));
        yield return ("bitwise and of floats", () => _ = ones(3) & ones(3));
        yield return ("one_hot of floats", () => F.one_hot(ones(3)));
        yield return ("nll_loss with floats for classes", () => F.nll_loss(zeros(2, 3), zeros(2)));
        yield return ("matmul of Float32 and Float64", () => ones(2, 2).matmul(ones(2, 2, float64)));
        yield return ("cat into another type's place", () => ones(2, dtype: int32).copy_(null!));
        yield return ("conv2d with a Float64 weight", () => F.conv2d(ones(1, 1, 5, 5), ones([1, 1, 3, 3], dtype: float64)));
    }

    private static IEnumerable<(string, Action)> Indices()
    {
        foreach (var index in (long[])[3, -4, 100, long.MaxValue, long.MinValue])
        {
            yield return ($"[{index}] of 3", () => _ = ones(3)[index]);
            yield return ($"select {index} of 3", () => ones(3).select(0, index));
            yield return ($"narrow from {index}", () => ones(3).narrow(0, index, 1));
            yield return ($"index_select {index}", () => ones(3).index_select(0, tensor(index)));
            yield return ($"gather {index}", () => ones(3).gather(0, tensor([index])));
            yield return ($"embedding {index}", () => nn.Embedding(3, 2).call(tensor([index])));
            yield return ($"class {index} in cross_entropy", () => F.cross_entropy(ones(1, 3), tensor([index == -100 ? 3 : index])));
            yield return ($"one_hot {index}", () => F.one_hot(tensor([index]), 3));
            yield return ($"scatter {index}", () => zeros(3).scatter(0, tensor([index]), ones(1)));
            yield return ($"index tensor {index}", () => _ = ones(3)[tensor([index])]);
            yield return ($"a number at {index}", () => ones(3).data<float>()[index].ToString());
            yield return ($"ReadCpuSingle {index}", () => ones(3).ReadCpuSingle(index));
        }
        yield return ("five indices for two dimensions", () => _ = ones(2, 2)[0, 0, 0, 0, 0]);
        yield return ("two slices for one dimension", () => _ = ones(2)[.., ..]);
        yield return ("a slice with step 0", () => _ = ones(5)[TensorIndex.Slice(0, 5, 0)]);
        yield return ("a slice with a negative step", () => _ = ones(5)[TensorIndex.Slice(4, 0, -1)]);
        yield return ("a mask of another length", () => _ = ones(3)[tensor([true, false])]);
        yield return ("set with a shape that does not fit", () => ones(3, 3)[0] = ones(4));
        yield return ("masked_select of another shape", () => ones(3).masked_select(ones(4) > 0));
        yield return ("topk of more than there are", () => ones(3).topk(5));
        yield return ("kthvalue of more than there are", () => ones(3).kthvalue(9, 0));
        yield return ("sum of no such dimension", () => ones(3).sum(4));
        yield return ("sort of no such dimension", () => ones(3).sort(4));
        yield return ("argmax of nothing", () => zeros(0).argmax());
        yield return ("max of nothing", () => zeros(0).max());
        yield return ("the size of dimension 4", () => ones(3).size(4));
        yield return ("the stride of dimension -3", () => ones(3).stride(-3));
        yield return ("a batch beyond the data", () => utils.data.TensorDataset(ones(3)).GetTensor(7));
    }

    private static IEnumerable<(string, Action)> Sizes()
    {
        const long huge = 1L << 50;
        foreach (var size in (long[])[huge, 1L << 61, long.MaxValue, -1, long.MinValue])
        {
            yield return ($"zeros({size})", () => zeros(size));
            yield return ($"randn({size}, 4)", () => randn(size, 4));
            yield return ($"empty of {size} doubles", () => empty(size, dtype: float64));
            yield return ($"full({size})", () => full(size, 1.5));
            yield return ($"arange to {size}", () => { if (size < 0) arange(0, size, (Scalar)1); else arange(size); });
            yield return ($"linspace of {size}", () => linspace(0, 1, size));
            yield return ($"eye({size})", () => eye(size == -1 ? -2 : size));
            yield return ($"randperm({size})", () => randperm(size));
            yield return ($"repeat {size}", () => ones(3).repeat(size));
            yield return ($"a layer of {size}", () => nn.Linear(size, 2));
            yield return ($"pad by {size}", () => F.pad(ones(3), [size < 0 ? -9 : Math.Min(size, huge), 0]));
            yield return ($"unfold with stride {size}", () => F.unfold(ones(1, 1, 4, 4), kernel_size: 2, stride: size < 0 ? size : 0));
        }
        yield return ("an outer product too large", () => ones(1 << 26).outer(ones(1 << 26)));
        yield return ("an image blown up", () => F.interpolate(ones(1, 1, 2, 2), scale_factor: [1e9, 1e9]));
        yield return ("values that do not fill a shape", () => tensor([1f, 2f, 3f], [2, 2]));
        yield return ("a buffer beyond its array", () => frombuffer(new float[4], float32, count: 9));
        yield return ("a buffer from before its array", () => frombuffer(new float[4], float32, offset: -1));
    }
}
