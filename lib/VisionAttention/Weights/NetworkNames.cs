namespace VisionAttention.Weights;

/// <summary>Which of a file's weights are those of a model, whose naming they follow, and what wrappers put before and between their names.</summary>
/// <remarks>
/// Data-parallel training, torch.compile, Lightning and one's own classes put words before every name: <c>module.</c>, <c>_orig_mod.</c>,
/// <c>model.</c>, <c>backbone.</c>, in any order. No list of them is kept: the beginning is taken off without which the most names have a
/// place in the model, the shortest if several do. A dict that holds the weights is such a beginning, too.
/// </remarks>
internal sealed class NetworkNames
{
    private const int Deepest = 8;
    private const int LongestBeginning = 200;

    // A beginning of fewer names than this part of the file holds no network; with it, few beginnings are tried.
    private const int SmallestPart = 16;

    // Words that no code base gives to a layer; a wrapper around one part of a network puts them in the middle of a name.
    private static readonly string[] InnerWrappers = ["module.", "_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module."];

    private NetworkNames(WeightNames naming, string beginning, IReadOnlyList<(string Name, int Weights)> rivals) => (Naming, Beginning, Rivals) = (naming, beginning, rivals);

    /// <summary>Whose names they are, once wrappers are taken off.</summary>
    public WeightNames Naming { get; }

    /// <summary>What all names of the network begin with, dot included; empty for a bare one.</summary>
    public string Beginning { get; }

    /// <summary>The networks of the file, where several have the model's weights: what their names begin with, and how many weights each has.</summary>
    public IReadOnlyList<(string Name, int Weights)> Rivals { get; }

    /// <summary>Tells from the names of a file which are a model's.</summary>
    /// <param name="names">The names.</param>
    /// <param name="isPlace">Whether the model has a weight of that name.</param>
    public static NetworkNames Detect(IReadOnlyCollection<string> names, Func<string, bool> isPlace)
    {
        var found = Beginnings(names).Select(beginning => Fit.Of(names, beginning, isPlace)).ToArray();
        var best = found.MaxBy(fit => (fit.Places, fit.Inside, -fit.Beginning.Length))!;
        if (best.Places == 0)
            return new NetworkNames(WeightNames.Detect(names), "", []);
        return new NetworkNames(best.Naming, best.Beginning, Networks(found, best, names));
    }

    /// <summary>Whether a name belongs to the network, rather than standing beside it.</summary>
    public bool IsInside(string name) => name.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>Where a weight of the file belongs; null for a name that the naming does not have.</summary>
    public WeightPlace? Find(string name) => Naming.Find(Bare(name));

    /// <summary>A name without wrappers.</summary>
    public string Bare(string name) => Bare(name, Beginning);

    /// <summary>The words that were taken off from before and between the names, such as <c>module.</c>.</summary>
    public IEnumerable<string> TakenOff(IEnumerable<string> names)
    {
        if (Beginning.Length > 0)
            yield return Beginning;
        var rests = names.Where(IsInside).Select(name => name[Beginning.Length..]).ToArray();
        foreach (var wrapper in InnerWrappers.Where(wrapper => Array.Exists(rests, rest => rest.Contains("." + wrapper, StringComparison.Ordinal))))
            yield return wrapper;
    }

    /// <summary>What all names begin with, up to a dot; empty for nothing.</summary>
    public static string Shared(IReadOnlyCollection<string> names) =>
        Beginnings(names).Where(beginning => names.All(name => name.StartsWith(beginning, StringComparison.Ordinal))).MaxBy(beginning => beginning.Length) ?? "";

    // A name beside the network may carry the first words of the beginning: module.fc.weight beside module.backbone.
    private static string Bare(string name, string beginning)
    {
        var start = 0;
        while (start < beginning.Length)
        {
            var end = beginning.IndexOf('.', start) + 1;
            if (string.CompareOrdinal(name, start, beginning, start, end - start) != 0)
                break;
            start = end;
        }
        var rest = name[start..];
        foreach (var wrapper in InnerWrappers)
        {
            while (rest.Contains("." + wrapper, StringComparison.Ordinal))
                rest = rest.Replace("." + wrapper, ".", StringComparison.Ordinal);
        }
        return rest;
    }

    // Nothing, and what enough names have before one of their dots.
    private static IEnumerable<string> Beginnings(IReadOnlyCollection<string> names)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var depth = 0;
            for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot is >= 0 and < LongestBeginning && depth++ < Deepest; dot = name.IndexOf('.', dot + 1))
            {
                var beginning = name[..(dot + 1)];
                counts[beginning] = counts.GetValueOrDefault(beginning) + 1;
            }
        }
        return counts.Where(entry => entry.Value * SmallestPart >= names.Count).Select(entry => entry.Key).Prepend("");
    }

    // Beside the best: beginnings without which at least half as many names have a place. They are called by the first word that tells them apart.
    private static List<(string, int)> Networks(Fit[] found, Fit best, IReadOnlyCollection<string> names)
    {
        var rivals = new List<Fit>();
        foreach (var fit in found.Where(fit => 2 * fit.Inside >= best.Inside).OrderByDescending(fit => fit.Inside).ThenBy(fit => fit.Beginning.Length))
        {
            if (!rivals.Prepend(best).Any(other => fit.Beginning.StartsWith(other.Beginning, StringComparison.Ordinal) || other.Beginning.StartsWith(fit.Beginning, StringComparison.Ordinal)))
                rivals.Add(fit);
        }
        return rivals.Count == 0 ? [] : [.. rivals.Prepend(best).Select(fit => ShortestOf(fit, rivals.Prepend(best))).Order().Select(start => (start[..^1], names.Count(name => name.StartsWith(start, StringComparison.Ordinal))))];
    }

    private static string ShortestOf(Fit fit, IEnumerable<Fit> all)
    {
        var others = all.Where(other => other != fit).ToArray();
        var end = fit.Beginning.IndexOf('.', StringComparison.Ordinal) + 1;
        while (end < fit.Beginning.Length && Array.Exists(others, other => other.Beginning.StartsWith(fit.Beginning[..end], StringComparison.Ordinal)))
            end = fit.Beginning.IndexOf('.', end) + 1;
        return fit.Beginning[..end];
    }

    /// <summary>How well names fit a model without a beginning: how many have a place, in the naming that gives the most, and how many of them begin so.</summary>
    private sealed record Fit(string Beginning, WeightNames Naming, int Places, int Inside)
    {
        public static Fit Of(IReadOnlyCollection<string> names, string beginning, Func<string, bool> isPlace)
        {
            var bare = names.Select(name => (Name: Bare(name, beginning), IsInside: name.StartsWith(beginning, StringComparison.Ordinal))).ToArray();
            // The library's own stands last, and wins where others share single words with it.
            return WeightNames.All.Reverse().Select(Under).MaxBy(fit => fit.Places)!;

            Fit Under(WeightNames naming)
            {
                var placed = bare.Where(name => naming.Find(name.Name) is { } place && isPlace(place.Name)).ToArray();
                return new Fit(beginning, naming, placed.Length, placed.Count(name => name.IsInside));
            }
        }
    }
}
