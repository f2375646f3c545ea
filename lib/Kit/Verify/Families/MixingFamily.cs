using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Mixing of images and targets, with every random number given.</summary>
internal sealed class MixingFamily : GoldenFamily
{
    public override string Name => "mixup-cutmix";

    public override bool IsInput(string name)
    {
        return name is "permutation" or "centers" or "lam" || base.IsInput(name);
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        if (golden.Has("centers"))
        {
            RunBoxes(golden, comparison);
            return;
        }
        var images = golden.Read("input");
        var targets = Targets.OneHot(golden.Read("target"), golden.Whole("classes"), golden.Number("smoothing"));
        var mixed = golden.Name.StartsWith("cutmix", StringComparison.Ordinal)
            ? CutMix.Apply(images, targets, Rectangle(golden))
            : MixUp.Apply(images, targets, golden.Number("lam"), golden.Has("permutation") ? golden.Read("permutation") : null);
        comparison.Equal("output", mixed.Images);
        comparison.Equal("output.target", mixed.Targets);
        comparison.Holds("the share kept is the one in the file", Math.Abs(mixed.Lambda - golden.Number("lam")) < 1e-12);
    }

    private static void RunBoxes(GoldenCase golden, Comparison comparison)
    {
        var size = Numbers(golden, "size");
        var centres = golden.Read("centers").data<long>().ToArray();
        var shares = golden.Read("lam").data<float>().ToArray();
        var results = shares.Select((share, index) => CutMix.Box(size[0], size[1], share, centres[2 * index], centres[2 * index + 1])).ToArray();
        long[] boxes = [.. results.SelectMany(result => new[] { result.Box.Top, result.Box.Bottom, result.Box.Left, result.Box.Right })];
        comparison.Equal("boxes", tensor(boxes).reshape(-1, 4));
        comparison.Equal("output", tensor(results.Select(result => result.Lambda).ToArray()));
    }

    private static CutBox Rectangle(GoldenCase golden)
    {
        var box = Numbers(golden, "box");
        return new CutBox(box[0], box[1], box[2], box[3]);
    }

    private static long[] Numbers(GoldenCase golden, string setting)
    {
        return [.. golden.Config.GetProperty(setting).EnumerateArray().Select(number => number.GetInt64())];
    }
}
