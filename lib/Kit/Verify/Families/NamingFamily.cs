using TorchSharp;
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
        var settings = golden.Settings;
        var options = VisionTransformerSettings.From(golden) with { PreLogitsDim = settings.OptionalWhole("representation_size") };
        settings.Require("pool", settings.Text("pool") is "" or "token", "the library's naming cases classify by the class token");
        if (settings.Text("npz") is not { Length: > 0 } npz)
        {
            using var run = new VisionTransformerCase(golden, comparison, options);
            CompareWeights(golden, comparison, run.Model);
            run.CompareSteps();
            run.CompareOutput(run.Steps.Output);
            return;
        }
        CheckFile(golden, comparison, npz, options.PatchSize);
        if (golden.Has("output.google"))
        {
            settings.Remark("batch");
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
        using var model = Loaded(golden, options, npz, new LoadOptions());
        CompareWeights(golden, comparison, model);
        var images = golden.Read("input");
        golden.Settings.Expect("batch", images.shape[0]);
        var steps = model.ForwardSteps(images);
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
        VisionTransformerSettings.CheckNaming(golden, ModelWeights.Load(model, golden.Beside(npz), load).Names);
        return model.to(golden.Device);
    }

    // What the case says of its .npz file.
    private static void CheckFile(GoldenCase golden, Comparison comparison, string npz, int patchSize)
    {
        var settings = golden.Settings;
        using var file = NpzFile.Open(golden.Beside(npz));
        var prefix = settings.Text("npz_prefix");
        comparison.Holds($"the names begin with npz_prefix {prefix}", file.Names.Any(name => name.StartsWith(prefix + "embedding", StringComparison.Ordinal)));
        if (settings.Has("npz_compressed"))
        {
            using var zip = System.IO.Compression.ZipFile.OpenRead(golden.Beside(npz));
            settings.Expect("npz_compressed", zip.Entries.Any(entry => entry.CompressedLength != entry.Length));
        }
        var table = file.Names.SingleOrDefault(name => name.EndsWith("pos_embedding", StringComparison.Ordinal));
        if (table is null || file.Shape(table) is not [_, var positions, _])
            throw new InvalidDataException($"{npz} has no pos_embedding of 3 dimensions");
        var side = (long)Math.Round(Math.Sqrt(positions - 1));
        settings.Expect("checkpoint_grid", side, side);
        settings.Expect("grid", golden.Shape("input")[2] / patchSize, golden.Shape("input")[3] / patchSize);
    }

    // The same numbers, moved about: equal to the bit.
    private static void CompareWeights(GoldenCase golden, Comparison comparison, VisionTransformer model)
    {
        if (golden.Settings.Text("same_weights_as") is not { Length: > 0 } twin)
            return;
        using var file = SafetensorsFile.Open(golden.Beside(twin));
        foreach (var (name, parameter) in model.named_parameters())
            comparison.Holds($"{name} is the {twin} weight", parameter.eq(file.Read("weights." + name)).all().item<bool>());
    }
}
