using VisionAttention.Weights;
using static TorchSharp.torch;
using static VisionAttention.Tests.Weights.TorchPickle;

namespace VisionAttention.Tests.Weights;

/// <summary>What people's programs keep in a pickle beside the weights, and around them.</summary>
public sealed class ForeignPickleTests : ForeignFiles
{
    // What stands beside the weights of a checkpoint, and how it reads in the metadata; null where it does not.
    private static Dictionary<string, (string Value, string? Text)> Beside => new()
    {
        ["a device"] = (Call("torch", "device", Text("cuda"), Whole(0)), "torch.device(cuda, 0)"),
        ["a dtype"] = (Name("torch", "float16"), "torch.float16"),
        ["a size"] = (Call("torch", "Size", Tuple(Whole(2), Whole(3))), "[2, 3]"),
        ["a set"] = (Call("__builtin__", "set", List(Whole(1), Whole(2))), "[1, 2]"),
        ["a set of protocol 4"] = ("\u008f(K\u0001K\u0002\u0090", "[1, 2]"),
        ["a frozenset of protocol 4"] = ("(K\u0001\u0091", "[1]"),
        ["a Counter"] = (Call("collections", "Counter", Dict(("a", Whole(2)))), null),
        ["a defaultdict"] = (Call("collections", "defaultdict", Name("__builtin__", "long")) + Text("a") + Whole(1) + "s", null),
        ["bytes"] = (Bytes(0, 255), "2 bytes"),
        ["bytes of protocol 3"] = ("C\u0002\u0000\u00ff", "2 bytes"),
        ["a bytearray of protocol 5"] = ("\u0096\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000ab", "2 bytes"),
        ["a complex number"] = (Call("__builtin__", "complex", Real(1), Real(2)), "__builtin__.complex(1, 2)"),
        ["a path"] = (Call("pathlib", "PosixPath", Text("/"), Text("data")), "pathlib.PosixPath(/, data)"),
        ["a date"] = (Call("datetime", "datetime", Bytes(7, 228, 1, 2, 0, 0, 0, 0, 0, 0)), "datetime.datetime"),
        ["an enum"] = (Call("recipes", "Colour", Whole(1)), "recipes.Colour(1)"),
        ["a method"] = (Call("__builtin__", "getattr", Text("a"), Text("upper")), "__builtin__.getattr(a, upper)"),
        ["a NumPy number"] = (Call("numpy.core.multiarray", "scalar", NumPyType("f8"), Bytes(0, 0, 0, 0, 0, 0, 240, 63)), "numpy.core.multiarray.scalar"),
        ["a NumPy number of NumPy 2"] = (Call("numpy._core.multiarray", "scalar", NumPyType("f8"), Bytes(0, 0, 0, 0, 0, 0, 240, 63)), "numpy._core.multiarray.scalar"),
        ["a NumPy array"] = (NumPyArray("numpy.core.multiarray", Bytes(1, 2, 3)), "numpy.core.multiarray._reconstruct"),
        ["a NumPy array of two megabytes"] = (NumPyArray("numpy._core.multiarray", Call("_codecs", "encode", Text(new string('a', 2 << 20)), Text("latin1"))), "numpy._core.multiarray._reconstruct"),
        ["a scheduler as an object"] = (Object("torch.optim.lr_scheduler", "CosineAnnealingLR", Dict(("T_max", Whole(9)))), null),
        ["a function of somebody's own"] = (Name("train", "loss"), "train.loss"),
        ["an object with new arguments"] = ($"{Name("recipes", "Config")}){Dict(("lr", Real(0.1)))}\u0092", "recipes.Config()"),
        ["a dict with keys of other kinds"] = ($"}}{Tuple(Whole(1), Whole(2))}K\u0001s", null),
        ["a number of 40 bytes"] = ($"\u008a\u0028{new string('\u0001', 40)}", "40 bytes"),
        ["losses of ten thousand steps"] = (List([.. Enumerable.Repeat(Real(0.5), 10_000)]), null),
    };

    public static TheoryData<string> BesideNames() => new(Beside.Keys);

    [Theory]
    [MemberData(nameof(BesideNames))]
    public void What_a_run_keeps_beside_its_weights_is_data_and_no_hindrance(string name)
    {
        var (value, text) = Beside[name];
        var (model, tensors) = Source();
        var path = Torch(pickle => Dict(("model", pickle.State(tensors)), ("args", Object("argparse", "Namespace", Dict(("lr", Real(0.5)), ("value", value)))), ("best", value)));

        LoadedInto(model, path, tensors);

        using var file = WeightFile.Open(path);
        Assert.Equal("0.5", file.Metadata["args.lr"]);
        if (text is not null)
        {
            Assert.Equal(text, file.Metadata["best"]);
            Assert.Equal(text, file.Metadata["args.value"]);
        }
    }

    [Fact]
    public void What_Python_would_have_called_is_told()
    {
        var (model, tensors) = Source();
        var report = ModelWeights.Load(model, Torch(pickle => Dict(("model", pickle.State(tensors)), ("x", Call("os", "system", Text("true"))))));
        Assert.Equal("objects beside the weights, passed over and not called: x (os.system)", Assert.Single(report.Notes));
    }

    [Fact]
    public void A_whole_model_that_was_pickled_gives_its_weights()
    {
        var (model, tensors) = Source();
        var path = Torch(pickle => Dict(("epoch", Whole(3)), ("model", Module(pickle, tensors))));
        LoadedInto(model, path, tensors);
        using var file = WeightFile.Open(path);
        Assert.Equal(tensors.Keys.Order(), file.Names.Order());
    }

    [Theory]
    [InlineData("a dict of somebody's own class")]
    [InlineData("an attribute of an object")]
    [InlineData("a named tuple")]
    public void Weights_within_an_object_of_an_unknown_class_are_found(string where)
    {
        var (model, tensors) = Source();
        var path = Torch(pickle =>
        {
            var state = pickle.State(tensors);
            return where switch
            {
                "a dict of somebody's own class" => Dict(("model", $"{Name("easydict", "EasyDict")})\u0081{state[1..]}")),
                "an attribute of an object" => Object("train", "Checkpoint", Dict(("state_dict", state), ("epoch", Whole(1)))),
                _ => $"{Name("train", "Checkpoint")}{Tuple(state, Whole(1))}\u0081",
            };
        });
        LoadedInto(model, path, tensors);
    }

    [Fact]
    public void A_complete_file_without_tensors_is_not_called_incomplete()
    {
        var path = Torch(_ => Dict(("model", Object("models.vit", "VisionTransformer", Dict(("depth", Whole(1)))))));
        Assert.Equal(
            $"{path} is complete, but holds no tensors. It holds model (models.vit.VisionTransformer); nothing was called. Fix: in Python, torch.save(model.state_dict(), path)",
            Assert.Throws<InvalidDataException>(() => WeightFile.Open(path)).Message);
    }

    [Fact]
    public void A_weight_that_needs_an_object_is_missing_and_the_object_is_named()
    {
        var (model, tensors) = Source();
        var quantised = tensors["head.weight"];
        tensors.Remove("head.weight");
        var path = Torch(pickle => pickle.State(tensors)[..^1] + Text("head.weight") + Call("torch._utils", "_rebuild_qtensor", pickle.Weight(quantised), Whole(0)) + "u");
        var error = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, path));
        Assert.EndsWith("1 missing: head.weight; not read, as they are no plain tensors: head.weight (torch._utils._rebuild_qtensor)", error.Message, StringComparison.Ordinal);
    }

    private static string NumPyType(string code) => $"{Call("numpy", "dtype", Text(code), Whole(0), Whole(1))}{Tuple(Whole(3), Text("<"), None, None, None, Whole(-1), Whole(-1), Whole(0))}b";

    private static string NumPyArray(string module, string bytes) =>
        $"{Call(module, "_reconstruct", Name("numpy", "ndarray"), Tuple(Whole(0)), Bytes(98))}{Tuple(Whole(1), Tuple(Whole(3)), NumPyType("u1"), "\u0089", bytes)}b";

    // The dicts in which torch.nn.Module keeps its parameters, buffers and parts.
    private static string Module(TorchPickle pickle, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var parts = tensors.Where(entry => entry.Key.Contains('.')).GroupBy(entry => entry.Key.Split('.')[0]);
        var own = tensors.Where(entry => !entry.Key.Contains('.'));
        return Object("models.vit", "Layer", Dict(
            ("training", "\u0089"),
            ("_parameters", Dict([.. own.Select(entry => (entry.Key, Call("torch._utils", "_rebuild_parameter", pickle.Weight(entry.Value), "\u0088", Call("collections", "OrderedDict"))))])),
            ("_buffers", Dict()),
            ("_modules", Dict([.. parts.Select(part => (part.Key, Module(pickle, part.Select(entry => KeyValuePair.Create(entry.Key[(part.Key.Length + 1)..], entry.Value)))))]))));
    }
}
