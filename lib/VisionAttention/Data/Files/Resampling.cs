namespace VisionAttention.Data.Files;

/// <summary>Brings an image to a size: as large as covers it, the middle cut out.</summary>
internal static class Resampling
{
    /// <summary>Resizes.</summary>
    /// <param name="source">The image, channels side by side.</param>
    /// <param name="target">Receives [C, H, W].</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <remarks>Each value is a weighted mean with a triangle about its place: as wide as one pixel of the source where the image grows
    /// (bilinear), as one of the target where it shrinks, so that every pixel of the source counts.</remarks>
    public static void Cover(PixelBuffer source, Span<byte> target, int height, int width)
    {
        var scale = Math.Min((double)source.Height / height, (double)source.Width / width);
        var columns = new Taps(source.Width, width, scale);
        var rows = new Taps(source.Height, height, scale);
        var channels = source.Channels;
        ReadOnlySpan<byte> from = source.Bytes;
        var line = new float[source.Width * channels];
        for (var row = 0; row < height; row++)
        {
            // Rows first: the memory is read in its order, and one line is all that is kept.
            Array.Clear(line);
            for (var tap = 0; tap < rows.Count(row); tap++)
            {
                var weight = rows.Weight(row, tap);
                var bytes = from.Slice((rows.First(row) + tap) * line.Length, line.Length);
                for (var at = 0; at < line.Length; at++)
                    line[at] += weight * bytes[at];
            }
            for (var column = 0; column < width; column++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var sum = 0.5f;
                    for (var tap = 0; tap < columns.Count(column); tap++)
                        sum += columns.Weight(column, tap) * line[(columns.First(column) + tap) * channels + channel];
                    target[(channel * height + row) * width + column] = (byte)Math.Clamp(sum, 0, 255);
                }
            }
        }
    }

    // Which pixels of a line count for each pixel of the result, and how much.
    private sealed class Taps
    {
        private readonly int[] _first;
        private readonly float[][] _weights;

        public Taps(int source, int target, double scale)
        {
            (_first, _weights) = (new int[target], new float[target][]);
            var support = Math.Max(1, scale);
            var margin = (source - target * scale) / 2;
            for (var place = 0; place < target; place++)
            {
                var centre = margin + (place + 0.5) * scale;
                var first = Math.Clamp((int)Math.Ceiling(centre - support - 0.5), 0, source - 1);
                var last = Math.Clamp((int)Math.Floor(centre + support - 0.5), first, source - 1);
                var weights = new float[last - first + 1];
                var sum = 0.0;
                for (var tap = 0; tap < weights.Length; tap++)
                    sum += weights[tap] = (float)Math.Max(1e-6, 1 - Math.Abs(first + tap + 0.5 - centre) / support);
                for (var tap = 0; tap < weights.Length; tap++)
                    weights[tap] = (float)(weights[tap] / sum);
                (_first[place], _weights[place]) = (first, weights);
            }
        }

        public int First(int place) => _first[place];

        public int Count(int place) => _weights[place].Length;

        public float Weight(int place, int tap) => _weights[place][tap];
    }
}
