using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>A golden case of a Vision Transformer: weights through the name map of their code base, every step on the way, every gradient.</summary>
internal sealed class VisionTransformerCase : IDisposable
{
    private readonly GoldenCase _golden;
    private readonly Comparison _comparison;
    private readonly AttentionRecorder _recorder;

    /// <summary>Makes the model and loads its weights, strictly.</summary>
    public VisionTransformerCase(GoldenCase golden, Comparison comparison, VisionTransformerOptions options, LoadOptions? load = null)
    {
        (_golden, _comparison) = (golden, comparison);
        Model = new VisionTransformer(options);
        Model.eval();
        Names = ModelWeights.Load(Model, golden.WeightFile, load).Names;
        VisionTransformerSettings.CheckNaming(golden, Names);
        Model.to(golden.Device);
        _recorder = AttentionRecorder.Attach(Model);
        Images = golden.ReadLeaf("input", dimensions: 4);
        golden.Settings.Expect("batch", Images.shape[0]);
        Steps = Model.ForwardSteps(Images);
    }

    /// <summary>The model with the weights of the case.</summary>
    public VisionTransformer Model { get; }

    /// <summary>Whose names the weights have.</summary>
    public string Names { get; }

    /// <summary>The input.</summary>
    public Tensor Images { get; }

    /// <summary>What the model makes of it.</summary>
    public VisionTransformerSteps Steps { get; }

    /// <summary>Attention weights by layer, first layer first.</summary>
    public IReadOnlyList<Tensor> Attention => _recorder.InOrder;

    /// <summary>Compares every step that the case has.</summary>
    public void CompareSteps()
    {
        EqualIfThere("patch_embed", Steps.Patches);
        EqualIfThere("embedding", Steps.Embedding);
        EqualIfThere("norm", Steps.Norm);
        for (var block = 0; block < Steps.Blocks.Count; block++)
        {
            EqualIfThere($"block.{block}", Steps.Blocks[block]);
            EqualIfThere($"attention.{block}", Attention[block]);
        }
    }

    /// <summary>Compares an output and, after the backward pass from it, every gradient that the case has.</summary>
    public void CompareOutput(Tensor output)
    {
        _comparison.OutputAndBackward(output);
        _comparison.Gradient("input", Images);
        CompareGradients(_golden, _comparison, Model, Names);
    }

    /// <summary>Compares an array if the case has it.</summary>
    public void EqualIfThere(string name, Tensor actual)
    {
        if (_golden.Has(name))
            _comparison.Equal(name, actual);
    }

    public void Dispose()
    {
        _recorder.Dispose();
        Model.Dispose();
    }

    /// <summary>Compares every gradient that a case has, through the name map of its code base.</summary>
    public static void CompareGradients(GoldenCase golden, Comparison comparison, nn.Module model, string source)
    {
        var naming = WeightNames.All.Single(names => names.Source == source);
        var parameters = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        foreach (var weight in golden.Weights.Where(name => golden.Has("grad." + name)))
        {
            var place = naming.Find(weight)!;
            if (!parameters.TryGetValue(place.Name, out var parameter))
            {
                // A table without rows: the model has no such token, and its gradient has no numbers.
                using var nothing = golden.Read("weights." + weight);
                if (nothing.numel() == 0)
                    comparison.Equal("grad." + weight, nothing);
                continue;
            }
            var gradient = parameter.grad;
            if (gradient is not null && place.Part is { } part)
                gradient = gradient.chunk(3, dim: 0)[part];
            comparison.Equal("grad." + weight, gradient, expected => place.Arrange(expected, model)!);
        }
    }
}
