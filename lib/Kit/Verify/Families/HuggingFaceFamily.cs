using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Hugging Face's ViTModel and ViTForImageClassification.</summary>
internal sealed class HuggingFaceFamily : GoldenFamily
{
    public override string Name => "vit-hf";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var options = VisionTransformerSettings.From(golden) with { PositionResize = ResizeConvention.BicubicScalePlusTenth };
        if (golden.Settings.Word("model", ("ViTModel", true), ("ViTForImageClassification", false)))
            options = options with { PreLogitsDim = options.EmbedDim };
        using var run = new VisionTransformerCase(golden, comparison, options);
        run.CompareSteps();
        run.EqualIfThere("last_hidden_state", run.Steps.Norm);
        run.CompareOutput(run.Steps.Output);
    }
}
