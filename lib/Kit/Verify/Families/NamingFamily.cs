using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Weights;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>One small Vision Transformer under the names and layouts of every code base, Google's .npz files among them.</summary>
internal sealed class NamingFamily : GoldenFamily
{
    public override string Name => "vit-naming";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var options = VisionTransformerSettings.Of(golden);
        if (golden.Text("npz") is not { Length: > 0 } npz)
        {
            using var run = new VisionTransformerCase(golden, comparison, options);
            run.CompareSteps();
            run.CompareOutput(run.Steps.Output);
        }
        else if (golden.Has("output.google"))
        {
            RunResized(golden, comparison, options, npz, "google", load: new LoadOptions());
            RunResized(golden, comparison, options, npz, "timm", new LoadOptions { PositionResize = ResizeConvention.Bilinear });
        }
        else
        {
            RunNpz(golden, comparison, options, npz);
        }
    }

    private static void RunNpz(GoldenCase golden, Comparison comparison, VisionTransformerOptions options, string npz)
    {
        if (golden.Config.TryGetProperty("representation_size", out var width))
            options = options with { PreLogitsDim = width.GetInt64() };
        using var model = Loaded(golden, options, npz, new LoadOptions());
        if (golden.Text("same_weights_as") is { Length: > 0 } twin)
            CompareWeights(golden, comparison, model, twin);
        var steps = model.ForwardSteps(golden.Read("input"));
        comparison.OutputAndBackward(steps.Output);
        if (golden.Has("norm"))
            comparison.Equal("norm", steps.Norm);
    }

    private static void RunResized(
        GoldenCase golden, Comparison comparison, VisionTransformerOptions options, string npz, string convention, LoadOptions load)
    {
        using var model = Loaded(golden, options, npz, load);
        comparison.Equal($"pos_embed.{convention}", model.named_parameters().Single(entry => entry.name == "pos_embed").parameter);
        comparison.Equal($"output.{convention}", model.call(golden.Read("input")));
    }

    private static VisionTransformer Loaded(GoldenCase golden, VisionTransformerOptions options, string npz, LoadOptions load)
    {
        var model = new VisionTransformer(options);
        model.eval();
        ModelWeights.Load(model, golden.Beside(npz), load);
        return model;
    }

    // The same numbers, moved about: equal to the bit.
    private static void CompareWeights(GoldenCase golden, Comparison comparison, VisionTransformer model, string twin)
    {
        using var file = SafetensorsFile.Open(golden.Beside(twin));
        foreach (var (name, parameter) in model.named_parameters())
            comparison.Holds($"{name} is the {twin} weight", parameter.eq(file.Read("weights." + name)).all().item<bool>());
    }
}
