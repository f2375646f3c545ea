namespace VisionAttention.Charts;

/// <summary>Fewer points for a line that has more than a screen has pixels.</summary>
internal static class LineThinning
{
    /// <summary>Points of a line of values at most; a chart is about 700 pixels wide.</summary>
    public const int MostPoints = 2000;

    /// <summary>The points that stay: of each stretch the smallest and the largest value, and the first and the last point.</summary>
    /// <param name="values">Any number of values.</param>
    /// <param name="most">The most points that stay, 4 or more.</param>
    /// <returns>Indices in rising order; all where there are few.</returns>
    public static int[] Extremes(IReadOnlyList<double> values, int most = MostPoints)
    {
        var count = values.Count;
        if (count <= most)
            return [.. Enumerable.Range(0, count)];
        var stretches = (most - 2) / 2;
        var kept = new List<int>(most) { 0 };
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var start = 1 + (int)((long)(count - 2) * stretch / stretches);
            var end = 1 + (int)((long)(count - 2) * (stretch + 1) / stretches);
            var (low, high) = (start, start);
            var (smallest, largest) = (values[start], values[start]);
            for (var index = start + 1; index < end; index++)
            {
                var value = values[index];
                if (value < smallest)
                    (low, smallest) = (index, value);
                else if (value > largest)
                    (high, largest) = (index, value);
            }
            kept.Add(Math.Min(low, high));
            if (low != high)
                kept.Add(Math.Max(low, high));
        }
        kept.Add(count - 1);
        return [.. kept];
    }

    /// <summary>Means over stretches of equally many points; the last point stays as it is.</summary>
    /// <param name="x">Places.</param>
    /// <param name="y">Values, as many.</param>
    /// <param name="most">The most points that stay, 2 or more.</param>
    public static (double[] X, double[] Y) Means(double[] x, double[] y, int most)
    {
        if (x.Length <= most)
            return (x, y);
        var before = x.Length - 1;
        var stretch = (before + most - 2) / (most - 1);
        var count = (before + stretch - 1) / stretch;
        var (places, values) = (new double[count + 1], new double[count + 1]);
        for (var index = 0; index < count; index++)
        {
            var length = Math.Min(stretch, before - index * stretch);
            places[index] = x.AsSpan(index * stretch, length).ToArray().Average();
            values[index] = y.AsSpan(index * stretch, length).ToArray().Average();
        }
        (places[count], values[count]) = (x[before], y[before]);
        return (places, values);
    }

    /// <summary>The chosen elements.</summary>
    public static double[] At(this IReadOnlyList<double> values, int[] indices)
    {
        return Array.ConvertAll(indices, index => values[index]);
    }
}
