using VisionAttention.Models;
using VisionAttention.Weights;
using static TorchSharp.torch;
using static VisionAttention.Tests.Weights.TorchPickle;

namespace VisionAttention.Tests.Weights;

/// <summary>What people's programs put before the names of weights, and how many networks they keep in a file.</summary>
public sealed class ForeignNamesTests : ForeignFiles
{
    [Theory]
    [InlineData("module.", "timm")]
    [InlineData("_orig_mod.", "timm")]
    [InlineData("_orig_mod.module.", "timm")]
    [InlineData("module._orig_mod.", "timm")]
    [InlineData("model.", "timm")]
    [InlineData("module.backbone.", "timm")]
    [InlineData("net.encoder.student.", "timm")]
    [InlineData("somebodys.own.word.", "timm")]
    [InlineData("module.", "Hugging Face")]
    [InlineData("model.module.vit.", "Hugging Face")]
    [InlineData("_orig_mod.", "torchvision")]
    [InlineData("module.encoder.", "torchvision")]
    [InlineData("backbone.", "lucidrains")]
    [InlineData("module.model.", "ResNet")]
    public void Wrappers_of_any_kind_order_and_depth_are_taken_off(string wrapper, string naming)
    {
        nn.Module model = naming == "ResNet" ? new AttentionResNet(SmallNetwork) : new VisionTransformer(Small);
        var tensors = Weights(naming == "ResNet" ? new AttentionResNet(SmallNetwork) : new VisionTransformer(Small));
        var wrapped = Renamed(tensors, naming).ToDictionary(entry => wrapper + entry.Key, entry => entry.Value);
        var notes = NotesOf(model, Safetensors(wrapped), tensors);
        Assert.Equal($"{wrapper.Replace("vit.", "", StringComparison.Ordinal)} was taken off the names", Assert.Single(notes));
    }

    [Theory]
    [InlineData("model.blocks._orig_mod.0.", "model.blocks.0.", "model. and _orig_mod. were taken off the names")]
    [InlineData("blocks._fsdp_wrapped_module.0._checkpoint_wrapped_module.", "blocks.0.", "_fsdp_wrapped_module. and _checkpoint_wrapped_module. were taken off the names")]
    public void A_wrapper_around_a_part_of_the_network_is_taken_off(string wrapped, string bare, string note)
    {
        var (model, tensors) = Source();
        var beginning = bare[..bare.IndexOf("blocks", StringComparison.Ordinal)];
        var names = tensors.ToDictionary(entry => (beginning + entry.Key).Replace(bare, wrapped, StringComparison.Ordinal), entry => entry.Value);
        Assert.Equal(note, Assert.Single(NotesOf(model, Safetensors(names), tensors)));
    }

    [Fact]
    public void What_stands_beside_a_wrapped_network_is_passed_over_and_told()
    {
        var (model, tensors) = Source();
        var wrapped = tensors.ToDictionary(entry => "module." + entry.Key, entry => entry.Value);
        wrapped["n_averaged"] = tensor(7L);
        wrapped["criterion.weight"] = ones(3);
        Assert.Equal(["module. was taken off the names", "beside the network, passed over: n_averaged, criterion.weight"], NotesOf(model, Safetensors(wrapped), tensors));
    }

    [Fact]
    public void A_classifier_beside_the_backbone_is_found()
    {
        var (model, tensors) = Source();
        var names = tensors.ToDictionary(entry => entry.Key.Replace("head.", "classifier.1.", StringComparison.Ordinal), entry => entry.Value)
            .ToDictionary(entry => entry.Key.StartsWith("classifier", StringComparison.Ordinal) ? entry.Key : "backbone." + entry.Key, entry => entry.Value);
        Assert.Equal("backbone. was taken off the names", Assert.Single(NotesOf(model, Safetensors(names), tensors)));
    }

    [Fact]
    public void An_unknown_beginning_of_names_that_do_not_fit_is_told()
    {
        var (model, _) = Source();
        var path = Safetensors(new() { ["trunk.stage.0.weight"] = ones(2, 2), ["trunk.stage.1.weight"] = ones(2, 2) });
        Assert.Contains("all its names begin with trunk.stage.", Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a best accuracy that is a tensor")]
    [InlineData("an epoch that is a tensor")]
    [InlineData("two levels deep")]
    [InlineData("a matrix of results")]
    [InlineData("an optimiser")]
    [InlineData("an optimiser without groups")]
    [InlineData("a criterion with weights")]
    public void The_only_dictionary_of_weights_is_taken(string what)
    {
        var (model, tensors) = Source();
        var path = Torch(pickle =>
        {
            var state = pickle.State(tensors);
            return what switch
            {
                "a best accuracy that is a tensor" => Dict(("state_dict", state), ("best_acc1", pickle.Weight(ones(1)))),
                "an epoch that is a tensor" => Dict(("epoch", pickle.Weight(tensor(3f))), ("state_dict", state)),
                "two levels deep" => Dict(("checkpoint", Dict(("model", state), ("epoch", Whole(2))))),
                "a matrix of results" => Dict(("state_dict", state), ("confusion", pickle.Weight(ones(3, 3)))),
                "an optimiser" => Dict(("optimizer", Dict(("state", Dict(("0", pickle.State(tensors)))), ("param_groups", List()))), ("model", state)),
                "an optimiser without groups" => Dict(("optim", Dict(("0", pickle.State([new("exp_avg", ones(8, 8))])))), ("model", state)),
                _ => Dict(("model", state), ("criterion", pickle.State([new("empty_weight", ones(4))]))),
            };
        });
        LoadedInto(model, path, tensors);
    }

    [Theory]
    [InlineData("state_dict", "state_dict_ema", "")]
    [InlineData("student", "teacher", "")]
    [InlineData("student", "teacher", "module.backbone.")]
    [InlineData("model", "ema.module", "")]
    public void Of_several_networks_one_is_asked_for_by_name(string first, string second, string wrapper)
    {
        var (model, tensors) = Source();
        var (_, others) = Source();
        Dictionary<string, Tensor> Wrapped(string root, Dictionary<string, Tensor> weights) => weights.ToDictionary(entry => $"{root}{wrapper}{entry.Key}", entry => entry.Value);
        var dictionaries = Torch(pickle => Dict((first, pickle.State(Wrapped("", tensors))), (second.Split('.')[0], pickle.State(Wrapped(second.Contains('.') ? "module." : "", others)))));
        var flat = Safetensors(Wrapped(first + ".", tensors).Concat(Wrapped(second + ".", others)).ToDictionary());

        foreach (var path in new[] { dictionaries, flat })
        {
            var error = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, path));
            foreach (var name in new[] { first, second.Split('.')[0] })
                Assert.Contains($"{name} ({tensors.Count} tensors)", error.Message, StringComparison.Ordinal);
            Assert.Contains("Fix: name one of them as root", error.Message, StringComparison.Ordinal);
            LoadedInto(model, path, tensors, new LoadOptions { Root = first });
            LoadedInto(model, path, others, new LoadOptions { Root = second.Split('.')[0] });
        }
    }

    [Theory]
    [InlineData("fc", "")]
    [InlineData("", " but a classifier's")]
    public void A_file_of_another_network_is_known_by_its_names(string without, string but)
    {
        var path = Safetensors(Weights(new AttentionResNet(SmallNetwork)).Where(entry => without.Length == 0 || !entry.Key.StartsWith(without, StringComparison.Ordinal)).ToDictionary());
        var message = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(new VisionTransformer(Small), path)).Message;
        Assert.Matches($@"^\S+ has no name in common with VisionTransformer{but}: it holds \S+, \S+, \S+ and \d+ more\. Fix: name the model that the file is of$", message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Weights_that_are_no_numbers_are_named(double value)
    {
        var (model, tensors) = Source();
        tensors["blocks.0.mlp.fc1.bias"] = full_like(tensors["blocks.0.mlp.fc1.bias"], value);
        var message = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, Safetensors(tensors))).Message;
        Assert.Contains(": blocks.0.mlp.fc1.bias has values that are NaN or infinite. Fix: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_within_the_only_dictionary_are_asked_for_as_the_error_calls_them()
    {
        var (model, tensors) = Source();
        var (_, others) = Source();
        var path = Torch(pickle => Dict(("epoch", Whole(1)), ("state_dict", pickle.State([.. tensors.Select(entry => KeyValuePair.Create("model." + entry.Key, entry.Value)), .. others.Select(entry => KeyValuePair.Create("ema." + entry.Key, entry.Value))]))));
        Assert.Contains($"ema ({others.Count} tensors), model (", Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, path)).Message, StringComparison.Ordinal);
        LoadedInto(model, path, others, new LoadOptions { Root = "ema" });
        LoadedInto(model, path, tensors, new LoadOptions { Root = "state_dict.model" });
    }
}
