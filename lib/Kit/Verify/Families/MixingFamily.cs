using System.Runtime.InteropServices;
using VisionAttention.Data;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Mixing of images and targets as the loader and the loss do it, with every random number given.</summary>
internal sealed class MixingFamily : GoldenFamily
{
    public override string Name => "mixup-cutmix";

    public override bool IsInput(string name) => name is "permutation" or "centers" or "lam" || base.IsInput(name);

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
        var images = golden.Read("input", dimensions: 4, ScalarType.Float32);                       // [B, C, H, W]
        var labels = golden.Read("target", dimensions: 1, ScalarType.Int64).data<long>().ToArray();
        var (height, width) = ((int)images.shape[2], (int)images.shape[3]);
        settings.Expect("batch", images.shape[0]);
        settings.Expect("size", images.shape.AsSpan(1));
        Within("target", labels, settings.Positive("classes"));
        if (labels.Length != images.shape[0])
            throw new InvalidDataException($"target has {labels.Length} labels for {images.shape[0]} images");
        CutBox? box = settings.Has("box") ? Box(settings.Wholes("box"), height, width) : null;
        var lambda = settings.Number("lam");
        // The share is corrected to the rectangle's.
        if (box is { } cut)
            comparison.Holds("lam is the share outside the box", Math.Abs(cut.ShareOutside(height, width) - lambda) < 1e-12);
        var partners = BatchMixing.Reversed(labels.Length);
        if (golden.Has("permutation"))
        {
            var permutation = golden.Read("permutation", dimensions: 1, ScalarType.Int64).data<long>().ToArray();
            Within("permutation", permutation, labels.Length);
            if (permutation.Length != labels.Length)
                throw new InvalidDataException($"permutation has {permutation.Length} numbers for {labels.Length} images");
            partners = [.. permutation.Select(image => (int)image)];
        }
        var targets = zeros(labels.Length, settings.Whole("classes"), device: CPU);
        BatchMixing.Apply(Floats(images), labels, Floats(targets), height, width, partners, box, box?.ShareOutside(height, width) ?? lambda);
        comparison.Equal("output", images);
        comparison.Equal("output.target", Losses.Smoothed(targets, settings.OptionalNumber("smoothing") ?? 0));
    }

    private static CutBox Box(long[] sides, int height, int width)
    {
        return sides is [>= 0 and var top, var bottom, >= 0 and var left, var right] && top <= bottom && bottom <= height && left <= right && right <= width
            ? new CutBox((int)top, (int)bottom, (int)left, (int)right)
            : throw new InvalidDataException($"box is {string.Join(", ", sides)}, expected top, bottom, left, right in {height}×{width} pixels");
    }

    private static void RunBoxes(GoldenCase golden, Comparison comparison)
    {
        var size = golden.Settings.Grid("size");
        var (height, width) = ((int)size.Rows, (int)size.Columns);
        var centres = golden.Read("centers", dimensions: 2, ScalarType.Int64).data<long>().ToArray();
        var shares = golden.Read("lam", dimensions: 1, ScalarType.Float32).data<float>().ToArray();
        if (centres.Length != 2 * shares.Length)
            throw new InvalidDataException($"centers has {centres.Length} numbers, expected a row and a column for each of the {shares.Length} of lam");
        var boxes = shares.Select((share, index) => CutBox.Around(height, width, share, (int)centres[2 * index], (int)centres[2 * index + 1])).ToArray();
        long[] corners = [.. boxes.SelectMany(box => new long[] { box.Top, box.Bottom, box.Left, box.Right })];
        comparison.Equal("boxes", tensor(corners, device: CPU).reshape(-1, 4));
        comparison.Equal("output", tensor(boxes.Select(box => box.ShareOutside(height, width)).ToArray(), device: CPU));
    }

    private static void Within(string name, long[] values, long count)
    {
        foreach (var value in values)
        {
            if (value < 0 || value >= count)
                throw new InvalidDataException($"{name} has a {value}, expected whole numbers from 0 to {count - 1}");
        }
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
