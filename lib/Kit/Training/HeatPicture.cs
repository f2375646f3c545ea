using System.Globalization;

namespace VisionAttention.Kit.Training;

/// <summary>An image, and beside it the same image in grey under a map, from dark blue (least) to yellow (most).</summary>
/// <remarks>The colours grow lighter evenly and do not need red to be told from green. The map is stretched from its smallest to its largest
/// number: colours compare places of one image, not images.</remarks>
internal static class HeatPicture
{
    private const int LeastWidth = 280;
    private const int Gap = 4;
    private const float HeatShare = 0.6f;

    // Five colours of viridis, by van der Walt and Smith, with straight lines between them.
    private static readonly (float Red, float Green, float Blue)[] Scale = [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)];

    /// <summary>Draws both.</summary>
    public static (byte[] Pixels, int Height, int Width) Draw(byte[] pixels, ReadOnlySpan<float> map, int height, int width)
    {
        if (map.Length != height * width)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"the map has {map.Length} numbers, the image {height * width} pixels"));
        var factor = Math.Max(1, (LeastWidth - Gap + 2 * width - 1) / (2 * width));
        var (rows, columns) = (height * factor, 2 * width * factor + Gap);
        var drawn = new byte[rows * columns * 3];
        drawn.AsSpan().Fill(255);
        var (least, most) = (float.MaxValue, float.MinValue);
        foreach (var value in map)
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < width * factor; column++)
            {
                var place = row / factor * width + column / factor;
                var colour = Colour(pixels, place, height * width);
                Put(drawn, row * columns + column, colour);
                var grey = 0.299f * colour.Red + 0.587f * colour.Green + 0.114f * colour.Blue;
                var heat = Heat(most > least ? (map[place] - least) / (most - least) : 0);
                Put(drawn, row * columns + column + width * factor + Gap, (Mixed(grey, heat.Red), Mixed(grey, heat.Green), Mixed(grey, heat.Blue)));
            }
        }
        return (drawn, rows, columns);
    }

    private static float Mixed(float grey, float heat) => (1 - HeatShare) * grey + HeatShare * heat;

    private static (float Red, float Green, float Blue) Colour(byte[] pixels, int place, int area) =>
        pixels.Length == area ? (pixels[place], pixels[place], pixels[place]) : (pixels[place], pixels[place + area], pixels[place + 2 * area]);

    private static (float Red, float Green, float Blue) Heat(float share)
    {
        var position = share * (Scale.Length - 1);
        var first = Math.Min((int)position, Scale.Length - 2);
        var (from, to, part) = (Scale[first], Scale[first + 1], position - first);
        return (from.Red + part * (to.Red - from.Red), from.Green + part * (to.Green - from.Green), from.Blue + part * (to.Blue - from.Blue));
    }

    private static void Put(byte[] drawn, int place, (float Red, float Green, float Blue) colour) =>
        (drawn[3 * place], drawn[3 * place + 1], drawn[3 * place + 2]) = ((byte)MathF.Round(colour.Red), (byte)MathF.Round(colour.Green), (byte)MathF.Round(colour.Blue));
}
