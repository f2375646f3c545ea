using VisionAttention.Models;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

/// <summary>Classifiers of other people's files, when a model is taught on.</summary>
public sealed class ForeignClassifierTests : ForeignFiles
{
    private static readonly LoadOptions Finetuned = new() { Classifier = ["head", "head_dist"] };

    [Theory]
    [InlineData("timm", "", 5, "one for 5")]
    [InlineData("timm", "module.", 5, "one for 5")]
    [InlineData("timm", "module.", 0, "none")]
    [InlineData("Hugging Face", "", 5, "one for 5")]
    [InlineData("Hugging Face", "module.", 5, "one for 5")]
    [InlineData("Hugging Face", "", 0, "none")]
    [InlineData("torchvision", "", 5, "one for 5")]
    [InlineData("torchvision", "module.", 0, "none")]
    [InlineData("torchvision, heads replaced", "", 5, "one for 5")]
    [InlineData("lucidrains", "", 5, "one for 5")]
    public void A_classifier_of_other_classes_or_none_begins_anew(string naming, string wrapper, int classes, string there)
    {
        var model = new VisionTransformer(Small);
        var tensors = Weights(new VisionTransformer(Small with { Classes = Math.Max(classes, 1) }));
        if (classes == 0)
            tensors = tensors.Where(entry => !entry.Key.StartsWith("head", StringComparison.Ordinal)).ToDictionary();
        var before = Weights(model).ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var path = Safetensors(Renamed(tensors, naming).ToDictionary(entry => wrapper + entry.Key, entry => entry.Value));

        var report = ModelWeights.Load(model, path, Finetuned);

        Assert.Equal($"the classifier head is new, for 3 classes: the file has {there}", report.Notes[^1]);
        Same(tensors.Where(entry => !entry.Key.StartsWith("head", StringComparison.Ordinal)), Weights(model));
        Same(before.Where(entry => entry.Key.StartsWith("head", StringComparison.Ordinal)), Weights(model));
        Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, path));
    }

    [Theory]
    [InlineData("fc.", "fc.0.", 3, null)]
    [InlineData("fc.", "module.fc.", 5, "one for 5")]
    [InlineData("fc.", "head.", 5, "one for 5")]
    [InlineData("fc.", "nothing.", 3, "none")]
    public void A_residual_networks_classifier_likewise(string own, string foreign, int classes, string? there)
    {
        var model = new AttentionResNet(SmallNetwork);
        var tensors = Weights(new AttentionResNet(SmallNetwork with { Classes = classes }));
        var wrapper = foreign.StartsWith("module.", StringComparison.Ordinal) ? "module." : "";
        var names = tensors.Where(entry => foreign != "nothing." || !entry.Key.StartsWith(own, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key.StartsWith(own, StringComparison.Ordinal) ? foreign + entry.Key[own.Length..] : wrapper + entry.Key, entry => entry.Value);
        var report = ModelWeights.Load(model, Safetensors(names), new LoadOptions { Classifier = ["fc"] });
        Assert.Equal(there is null ? [] : [$"the classifier fc is new, for 3 classes: the file has {there}"], report.Notes.Where(note => note.StartsWith("the classifier", StringComparison.Ordinal)));
        Assert.Equal(there is null, report.Loaded.Contains("fc.weight"));
    }

    [Fact]
    public void A_classifier_without_a_bias_begins_anew_and_the_note_says_why()
    {
        var (model, tensors) = Source();
        tensors.Remove("head.bias");
        Assert.Equal("the classifier head is new, for 3 classes: the file has one for 3 without head.bias", Assert.Single(ModelWeights.Load(model, Safetensors(tensors), Finetuned).Notes));
    }

    [Fact]
    public void Both_classifiers_of_a_distilled_model_begin_anew()
    {
        var model = new VisionTransformer(Small with { Distillation = true });
        var tensors = Weights(new VisionTransformer(Small with { Distillation = true, Classes = 5 }));
        Assert.Equal(
            ["the classifier head is new, for 3 classes: the file has one for 5", "the classifier head_dist is new, for 3 classes: the file has one for 5"],
            ModelWeights.Load(model, Safetensors(tensors), Finetuned).Notes);
    }

    [Fact]
    public void A_classifier_of_several_layers_begins_anew()
    {
        var (model, tensors) = Source();
        tensors.Remove("head.weight");
        tensors.Remove("head.bias");
        foreach (var layer in new[] { "head.0", "head.2" })
            (tensors[layer + ".weight"], tensors[layer + ".bias"]) = (ones(8, 8), ones(8));
        tensors["head.1.running_mean"] = ones(8);
        var path = Safetensors(tensors);
        Assert.Equal("the classifier head is new, for 3 classes: the file has one of another form", Assert.Single(ModelWeights.Load(model, path, Finetuned).Notes));
        Assert.Contains("head.weight is to be put together from head.0.weight, head.2.weight, which are several", Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pooler_of_a_model_without_classifier_is_passed_over()
    {
        var (model, tensors) = Source();
        var names = Renamed(tensors.Where(entry => !entry.Key.StartsWith("head", StringComparison.Ordinal)).ToDictionary(), "Hugging Face");
        names["pooler.dense.weight"] = ones(8, 8);
        names["pooler.dense.bias"] = ones(8);
        Assert.Equal(
            ["pooler.dense.bias is of no use here and was passed over", "pooler.dense.weight is of no use here and was passed over", "the classifier head is new, for 3 classes: the file has none"],
            ModelWeights.Load(model, Safetensors(names), Finetuned).Notes);
    }
}
