using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>Layers, losses, gradients, optimisers and files that must not work.</summary>
internal static class BadNetworkCalls
{
    public static IEnumerable<(string Name, Action Call)> All() => [.. Layers(), .. Losses(), .. Gradients(), .. Optimisers(), .. Files(), .. Others()];

    private static IEnumerable<(string, Action)> Layers()
    {
        yield return ("Linear of another width", () => nn.Linear(3, 2).call(ones(2, 4)));
        yield return ("Conv2d of other channels", () => nn.Conv2d(3, 4, 3).call(ones(1, 2, 8, 8)));
        yield return ("Conv2d of a line", () => nn.Conv2d(3, 4, 3).call(ones(3)));
        yield return ("Conv2d larger than the image", () => nn.Conv2d(1, 1, 9).call(ones(1, 1, 4, 4)));
        yield return ("Conv2d with groups that do not divide", () => nn.Conv2d(3, 4, 3, groups: 2));
        yield return ("Conv2d with stride 0", () => nn.Conv2d(1, 1, 3, stride: 0).call(ones(1, 1, 8, 8)));
        yield return ("Conv2d with a negative kernel", () => nn.Conv2d(1, 1, -3));
        yield return ("Conv1d of an image", () => nn.Conv1d(3, 4, 3).call(ones(1, 3, 8, 8)));
        yield return ("BatchNorm2d of other channels", () => nn.BatchNorm2d(3).call(ones(1, 2, 4, 4)));
        yield return ("BatchNorm2d of a line", () => nn.BatchNorm2d(3).call(ones(3)));
        yield return ("BatchNorm2d of one number a channel", () => nn.BatchNorm2d(3).call(ones(1, 3, 1, 1)));
        yield return ("BatchNorm1d of an image", () => nn.BatchNorm1d(3).call(ones(1, 3, 4, 4)));
        yield return ("LayerNorm of another width", () => nn.LayerNorm(4).call(ones(2, 3)));
        yield return ("GroupNorm that does not divide", () => nn.GroupNorm(2, 3));
        yield return ("GroupNorm of other channels", () => nn.GroupNorm(2, 4).call(ones(1, 6, 2, 2)));
        yield return ("MaxPool2d larger than the image", () => nn.MaxPool2d(9).call(ones(1, 1, 4, 4)));
        yield return ("MaxPool2d with too much padding", () => nn.MaxPool2d(2, padding: 3).call(ones(1, 1, 4, 4)));
        yield return ("AvgPool2d with stride 0", () => nn.AvgPool2d(2, stride: 0).call(ones(1, 1, 4, 4)));
        yield return ("Dropout with p 2", () => nn.Dropout(2).call(ones(3)));
        yield return ("Dropout with p -1", () => nn.Dropout(-1).call(ones(3)));
        yield return ("MultiheadAttention that does not divide", () => nn.MultiheadAttention(5, 2));
        yield return ("MultiheadAttention of another width", () => nn.MultiheadAttention(4, 2).call(ones(3, 1, 5), ones(3, 1, 5), ones(3, 1, 5)));
        yield return ("MultiheadAttention of a mask that does not fit", () => nn.MultiheadAttention(4, 2).call(ones(3, 1, 4), ones(3, 1, 4), ones(3, 1, 4), null, false, zeros(7, 7)));
        yield return ("TransformerEncoder without layers", () => nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2), 0));
        yield return ("Embedding with padding outside", () => nn.Embedding(4, 2, padding_idx: 9));
        yield return ("Flatten backwards", () => nn.Flatten(3, 1).call(ones(2, 3, 4, 5)));
        yield return ("Unflatten that does not fit", () => nn.Unflatten(1, [2, 2]).call(ones(2, 5)));
        yield return ("PixelShuffle that does not divide", () => nn.PixelShuffle(2).call(ones(1, 3, 2, 2)));
        yield return ("Unfold larger than the image", () => nn.Unfold(9).call(ones(1, 1, 4, 4)));
        yield return ("Fold that does not fit", () => nn.Fold(4, 2).call(ones(1, 4, 3)));
        yield return ("Softmax of no such dimension", () => nn.Softmax(4).call(ones(3)));
        yield return ("pad with one side", () => F.pad(ones(3, 3), [1, 2, 3], PaddingModes.Constant));
        yield return ("reflect beyond the image", () => F.pad(ones(1, 1, 3, 3), [5, 5, 5, 5], PaddingModes.Reflect));
        yield return ("interpolate without size", () => F.interpolate(ones(1, 1, 4, 4)));
        yield return ("interpolate with size and factor", () => F.interpolate(ones(1, 1, 4, 4), [2, 2], [2.0]));
        yield return ("bilinear of a line", () => F.interpolate(ones(1, 1, 4), [2], mode: InterpolationMode.Bilinear));
        yield return ("grid_sample of another batch", () => F.grid_sample(ones(2, 1, 3, 3), ones(3, 2, 2, 2)));
        yield return ("attention of widths that differ", () => F.scaled_dot_product_attention(ones(1, 2, 3, 4), ones(1, 2, 3, 5), ones(1, 2, 3, 4)));
        yield return ("a module name with a dot", () => nn.Sequential(("a.b", nn.ReLU())));
        yield return ("a module name twice", () => nn.Sequential(("a", nn.ReLU()), ("a", nn.ReLU())));
        yield return ("a member beyond the list", () => _ = nn.ModuleList(nn.ReLU())[4]);
        yield return ("an unknown key", () => _ = nn.ModuleDict(("a", (nn.Module)nn.ReLU()))["b"]);
        yield return ("load_state_dict of another layer", () => nn.Linear(2, 2).load_state_dict(nn.Linear(3, 3).state_dict()));
        yield return ("load_state_dict without a key", () => nn.Linear(2, 2).load_state_dict([]));
    }

    private static IEnumerable<(string, Action)> Losses()
    {
        yield return ("nll_loss of two shapes", () => F.nll_loss(zeros(2, 3), zeros(4, int64)));
        yield return ("cross_entropy with weights that do not fit", () => F.cross_entropy(zeros(2, 3), zeros(2, int64), ones(5)));
        yield return ("binary_cross_entropy of two shapes", () => F.binary_cross_entropy(ones(2), ones(3)));
        yield return ("binary_cross_entropy outside 0 to 1", () => F.binary_cross_entropy(full(2, 3.0), ones(2)));
        yield return ("binary_cross_entropy_with_logits of two shapes", () => F.binary_cross_entropy_with_logits(ones(2), ones(3)));
        yield return ("huber_loss with delta 0", () => F.huber_loss(ones(2), ones(2), delta: 0));
        yield return ("smooth_l1_loss with a negative beta", () => F.smooth_l1_loss(ones(2), ones(2), beta: -1));
        yield return ("kl_div of two shapes", () => F.kl_div(ones(2, 3), ones(4, 5)));
        yield return ("cosine_similarity of no such dimension", () => F.cosine_similarity(ones(2), ones(2), dim: 3));
        yield return ("label smoothing of 2", () => F.cross_entropy(ones(2, 3), zeros(2, int64), label_smoothing: 2));
    }

    private static IEnumerable<(string, Action)> Gradients()
    {
        yield return ("backward of a vector", () => (ones(3).requires_grad_() * 2).backward());
        yield return ("backward without a graph", () => ones(1).backward());
        yield return ("backward twice", () =>
        {
            var loss = (ones(3).requires_grad_() * 2).pow(2).sum();
            loss.backward();
            loss.backward();
        });
        yield return ("a gradient of another shape", () => (ones(3).requires_grad_() * 2).backward([ones(4)]));
        yield return ("more gradients than outputs", () => autograd.backward([ones(1).requires_grad_() * 2], [ones(1), ones(1)]));
        yield return ("grad for what was not used", () => autograd.grad([(ones(1).requires_grad_() * 2)], [ones(1).requires_grad_()]));
        yield return ("grad for what has no graph", () => autograd.grad([(ones(1).requires_grad_() * 2)], [ones(1)]));
        yield return ("a leaf changed in place", () => ones(3).requires_grad_().add_(1));
        yield return ("a saved tensor changed in place", () =>
        {
            var middle = ones(3).requires_grad_().exp();
            var loss = middle.pow(2).sum();
            middle.mul_(2);
            loss.backward();
        });
        yield return ("no gradients wanted from the middle", () => (ones(3).requires_grad_() * 2).requires_grad_(false));
        yield return ("a gradient of another type", () => ones(3).requires_grad_().grad = ones(3, dtype: float64));
        yield return ("a gradient of another size", () => ones(3).requires_grad_().grad = ones(4));
        yield return ("retain_grad without a graph", () => ones(3).retain_grad());
        yield return ("numpy's way in a graph", () => _ = ones(3).requires_grad_().data<float>()[9]);
        yield return ("a function that gives too few gradients", () => BadFunctions.TooFew.apply(ones(3).requires_grad_(), ones(3).requires_grad_()).sum().backward());
        yield return ("a function that gives too many", () => BadFunctions.TooMany.apply(ones(3).requires_grad_()).sum().backward());
        yield return ("a function that gives null for the list", () => BadFunctions.NullList.apply(ones(3).requires_grad_()).sum().backward());
        yield return ("a function that gives another shape", () => BadFunctions.WrongShape.apply(ones(3).requires_grad_()).sum().backward());
        yield return ("a function that throws on its way back", () => BadFunctions.Throws.apply(ones(3).requires_grad_()).sum().backward());
        yield return ("a function that throws on its way there", () => BadFunctions.ThrowsForward.apply(ones(3).requires_grad_()));
        yield return ("a function that gives a disposed gradient", () => BadFunctions.Disposed.apply(ones(3).requires_grad_()).sum().backward());
        yield return ("a function that gives null for its result", () => BadFunctions.NullResult.apply(ones(3).requires_grad_()));
        yield return ("a function without arguments", () => BadFunctions.TooFew.apply(null!));
        yield return ("inference tensors in a graph", () =>
        {
            Tensor still;
            using (inference_mode())
                still = ones(3);
            (still * ones(3).requires_grad_()).sum().backward();
        });
    }

    private static IEnumerable<(string, Action)> Optimisers()
    {
        yield return ("SGD of nothing", () => optim.SGD(Array.Empty<Parameter>(), 0.1));
        yield return ("SGD with a negative rate", () => optim.SGD(nn.Linear(2, 2).parameters(), -1));
        yield return ("SGD with Nesterov and no momentum", () => optim.SGD(nn.Linear(2, 2).parameters(), 0.1, nesterov: true));
        yield return ("Adam with beta 2", () => optim.Adam(nn.Linear(2, 2).parameters(), beta1: 2));
        yield return ("Adam with a negative epsilon", () => optim.Adam(nn.Linear(2, 2).parameters(), eps: -1));
        yield return ("AdamW with negative decay", () => optim.AdamW(nn.Linear(2, 2).parameters(), weight_decay: -1));
        yield return ("RMSProp with a negative rate", () => optim.RMSProp(nn.Linear(2, 2).parameters(), -1));
        yield return ("a parameter twice", () =>
        {
            var parameter = new Parameter(ones(2));
            optim.SGD([parameter, parameter], 0.1);
        });
        yield return ("a step after the module moved", () =>
        {
            var layer = nn.Linear(2, 2);
            var optimizer = optim.SGD(layer.parameters(), 0.1);
            layer.to(float64);
            optimizer.step();
        });
        yield return ("StepLR without optimiser", () => optim.lr_scheduler.StepLR(null!, 1));
        yield return ("clip_grad_norm_ to a negative length", () => nn.utils.clip_grad_value_(null!, 1));
        yield return ("an optimiser's file that is none", () =>
        {
            using var reader = new BinaryReader(new MemoryStream([1, 2, 3]));
            ((OptimizerHelper)optim.SGD(nn.Linear(2, 2).parameters(), 0.1)).load_state_dict(reader);
        });
        yield return ("the file of another optimiser", () =>
        {
            var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            ((OptimizerHelper)optim.Adam(nn.Linear(2, 2).parameters())).save_state_dict(writer);
            stream.Position = 0;
            using var reader = new BinaryReader(stream);
            ((OptimizerHelper)optim.SGD(nn.Linear(2, 2).parameters(), 0.1)).load_state_dict(reader);
        });
    }

    private static IEnumerable<(string, Action)> Files()
    {
        yield return ("load a file that is not there", () => nn.Linear(2, 2).load("/nowhere/at/all"));
        yield return ("save to a folder that is not there", () => nn.Linear(2, 2).save("/nowhere/at/all"));
        yield return ("save a tensor to a folder that is not there", () => ones(2).save("/nowhere/at/all"));
        yield return ("load a tensor that is not there", () => load("/nowhere/at/all"));
        foreach (var (name, bytes) in (( string, byte[])[])[("nothing", []), ("one byte", [7]), ("noise", [250, 250, 250, 250, 250, 250]), ("a huge count", [255, 255, 255, 255, 255, 255, 255, 127]),
            ("an entry cut off", [1, 1, 119, 6, 1, 2, 0, 0]), ("an unknown type", [1, 1, 119, 99, 0]), ("a huge tensor", [1, 1, 119, 6, 2, 255, 255, 255, 255, 127, 255, 255, 255, 255, 127])])
        {
            yield return ($"a module file of {name}", () => nn.Linear(2, 2).load(new MemoryStream(bytes)));
            yield return ($"a tensor file of {name}", () => Tensor.Load(new MemoryStream(bytes)).shape.ToString());
        }
        yield return ("a tensor that is not contiguous", () => ones(2, 3).t().Save(new MemoryStream()));
        yield return ("bytes from a stream too short", () => ones(9).ReadBytesFromStream(new MemoryStream(new byte[3])));
    }

    private static IEnumerable<(string, Action)> Others()
    {
        yield return ("device nonsense", () => _ = new Device("nonsense"));
        yield return ("device cuda:x", () => _ = new Device("cuda:x"));
        yield return ("no threads", () => set_num_threads(0));
        yield return ("generator on a GPU", () => _ = new Generator(1, new Device("cuda:0")));
        yield return ("arange with step 0", () => arange(0, 5, (Scalar)0));
        yield return ("arange away from its end", () => arange(5, 0, (Scalar)1));
        yield return ("randint of an empty range", () => randint(5, 5, [3]));
        yield return ("bernoulli of 2", () => full(3, 2.0).bernoulli());
        yield return ("multinomial of negative weights", () => tensor([-1f, 2f]).multinomial(1));
        yield return ("multinomial of more than there are", () => ones(3).multinomial(5));
        yield return ("normal with a negative deviation", () => ones(3).normal_(0, -1));
        yield return ("uniform the wrong way round", () => ones(3).uniform_(2, 1));
        yield return ("clamp without limits", () => ones(3).clamp((Scalar?)null, (Scalar?)null));
        yield return ("an unknown rounding mode", () => ones(3).div(2, (RoundingMode)77));
        yield return ("an unknown type", () => ones([3], dtype: (ScalarType)99));
        yield return ("kaiming of a line", () => nn.init.kaiming_uniform_(ones(3)));
        yield return ("orthogonal of a line", () => nn.init.orthogonal_(ones(3)));
        yield return ("a state of the generator too short", () => set_rng_state(zeros(3, dtype: uint8)));
        yield return ("named dimensions", () => zeros([2], names: ["a"]));
        yield return ("NaN as a size factor", () => F.interpolate(ones(1, 1, 2, 2), scale_factor: [double.NaN, 1]));
    }
}
