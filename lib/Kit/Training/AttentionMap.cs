using System.Globalization;
using VisionAttention.Attention;
using VisionAttention.Models;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training;

/// <summary>Where a model looks: one number for each pixel of an image, from the attention weights of a forward pass.</summary>
/// <remarks>
/// A Vision Transformer: attention rollout (Abnar and Zuidema 2020) from the class token to the patches; without a class token the mean over
/// the patches' rows. A residual network: of the last attention layer in each group that attends, the weight that a place of the map receives, the mean
/// over heads and over the windows that hold the place, times the size of a window, so that 1 is what even attention gives; brought to the image's size bilinearly,
/// and the mean taken over the groups. Both follow the weights alone and say nothing of the values: a hint, no proof.
/// </remarks>
internal static class AttentionMap
{
    /// <summary>The map of one image.</summary>
    public static Tensor Of(ModelRecipe model, AttentionRecorder recorder)
    {
        using var scope = NewDisposeScope();
        var map = model.Transformer is { } transformer ? Rollout(model, transformer, recorder) : Received(model, recorder);
        return map.MoveToOuterDisposeScope();
    }

    private static Tensor Rollout(ModelRecipe model, VisionTransformerOptions transformer, AttentionRecorder recorder)
    {
        var layers = recorder.InOrder.Where(weights => weights.ndim == 4).Select(weights => weights.to(float32).cpu()).ToList();
        var flow = AttentionRollout.Apply(layers);                                                  // [1, T, T]
        var grid = transformer.Grid();
        var prefix = flow.shape[1] - grid.Count;
        var row = transformer.ClassToken ? flow.select(1, 0) : flow.narrow(1, prefix, grid.Count).mean([1]);  // [1, T]
        return Resized(row.narrow(1, prefix, grid.Count).reshape(1, 1, grid.Rows, grid.Columns), model.Image);
    }

    private static Tensor Received(ModelRecipe model, AttentionRecorder recorder)
    {
        var maps = new List<Tensor>();
        for (var group = 1; group <= AttentionResNetOptions.GroupCount; group++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"layer{group}.");
            var last = recorder.Weights.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal) && entry.Value.ndim == 6)
                .OrderBy(entry => Block(entry.Key)).LastOrDefault();
            if (last.Value is { } weights)
                maps.Add(Resized(ReceivedBy(weights), model.Image));
        }
        if (maps.Count == 0)
            throw new ArgumentException($"{model.Name} attends in none of its four groups, so there is no map of its attention");
        return stack(maps).mean([0]);                                                               // [H, W]
    }

    /// <summary>Mean weight that each place receives from the windows that hold it, times the places of a window.</summary>
    internal static Tensor ReceivedBy(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var mean = weights.select(0, 0).to(float32).cpu().mean([0]);                                // [H, W, K, K]
        var (rows, columns, side) = ((int)mean.shape[0], (int)mean.shape[1], (int)mean.shape[2]);
        var numbers = mean.contiguous().data<float>().ToArray();
        var (received, windows) = (new float[rows * columns], new int[rows * columns]);
        var at = 0;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var offset = 0; offset < side * side; offset++, at++)
                {
                    var (y, x) = (row + offset / side - side / 2, column + offset % side - side / 2);
                    // What falls outside the image goes to no pixel.
                    if (y < 0 || y >= rows || x < 0 || x >= columns)
                        continue;
                    received[y * columns + x] += numbers[at];
                    windows[y * columns + x]++;
                }
            }
        }
        for (var place = 0; place < received.Length; place++)
            received[place] *= (float)(side * side) / windows[place];
        return tensor(received, device: CPU).reshape(1, 1, rows, columns).MoveToOuterDisposeScope();
    }

    // layer3.12.conv2 comes after layer3.2.conv2.
    private static int Block(string name) =>
        int.TryParse(name.Split('.')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var block) ? block : 0;

    private static Tensor Resized(Tensor map, ImageSize image) =>
        nn.functional.interpolate(map, size: [image.Height, image.Width], mode: InterpolationMode.Bilinear, align_corners: false)[0, 0];
}
