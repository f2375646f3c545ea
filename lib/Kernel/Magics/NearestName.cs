namespace VisionAttention.Kernel.Magics;

/// <summary>Finds what somebody meant who mistyped a name.</summary>
internal static class NearestName
{
    /// <summary>The name that is fewest changes away, if those are few for its length.</summary>
    internal static string? Of(string typed, IEnumerable<string> names)
    {
        var small = typed.ToLowerInvariant();
        var all = names.ToList();
        var nearest = all.MinBy(name => Distance(small, name));
        return nearest is not null && Distance(small, nearest) <= 1 + (nearest.Length / 4)
            ? nearest
            : all.FirstOrDefault(name => small.Length > 1 && name.StartsWith(small, StringComparison.Ordinal));
    }

    /// <summary>How many letters must be added, removed or replaced, or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        var steps = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                var replace = steps[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(replace, 1 + Math.Min(steps[i - 1, j], steps[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[from.Length, to.Length];
    }
}
