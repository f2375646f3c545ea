using System.Runtime.InteropServices;
using VisionAttention.Data.Augmenting;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Mixing of images and targets as the loader and the loss do it, with every random number given.</summary>
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
            RunBoxes(golden, comparison);
        else
            RunBatch(golden, comparison);
    }

    private static void RunBatch(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var images = golden.Read("input");                                                          // [B, C, H, W]
        var labels = golden.Read("target").data<long>().ToArray();
        var (height, width) = ((int)images.shape[2], (int)images.shape[3]);
        settings.Expect("batch", images.shape[0]);
        settings.Expect("size", images.shape.AsSpan(1));
        CutBox? box = settings.Has("box") ? Box(settings.Wholes("box")) : null;
        var lambda = settings.Number("lam");
        // The share is corrected to the rectangle's.
        if (box is { } cut)
            comparison.Holds("lam is the share outside the box", Math.Abs(cut.ShareOutside(height, width) - lambda) < 1e-12);
        var partners = golden.Has("permutation")
            ? golden.Read("permutation").data<long>().Select(image => (int)image).ToArray()
            : BatchMixing.Reversed(labels.Length);
        var targets = zeros(labels.Length, settings.Whole("classes"));
        BatchMixing.Apply(Floats(images), labels, Floats(targets), height, width, partners, box, box?.ShareOutside(height, width) ?? lambda);
        comparison.Equal("output", images);
        comparison.Equal("output.target", Losses.Smoothed(targets, settings.OptionalNumber("smoothing") ?? 0));
    }

    private static CutBox Box(long[] sides)
    {
        return sides is [var top, var bottom, var left, var right]
            ? new CutBox((int)top, (int)bottom, (int)left, (int)right)
            : throw new InvalidDataException($"box has {sides.Length} numbers, expected top, bottom, left, right");
    }

    private static void RunBoxes(GoldenCase golden, Comparison comparison)
    {
        var size = golden.Settings.Grid("size");
        var (height, width) = ((int)size.Rows, (int)size.Columns);
        var centres = golden.Read("centers").data<long>().ToArray();
        var shares = golden.Read("lam").data<float>().ToArray();
        var boxes = shares.Select((share, index) => CutBox.Around(height, width, share, (int)centres[2 * index], (int)centres[2 * index + 1])).ToArray();
        long[] corners = [.. boxes.SelectMany(box => new long[] { box.Top, box.Bottom, box.Left, box.Right })];
        comparison.Equal("boxes", tensor(corners).reshape(-1, 4));
        comparison.Equal("output", tensor(boxes.Select(box => box.ShareOutside(height, width)).ToArray()));
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
