using System.Text.RegularExpressions;

namespace VisionAttention.Kit.Notebooks;

/// <summary>One lesson: a notebook named NN-topic.ipynb; the gallery of charts, charts.ipynb, counts as one.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Path">The file.</param>
internal sealed partial record Lesson(string Name, string Path)
{
    /// <summary>All lessons of a folder, in order.</summary>
    public static IReadOnlyList<Lesson> All(string folder) =>
    [
        .. (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.ipynb") : [])
            .Select(path => new Lesson(System.IO.Path.GetFileNameWithoutExtension(path), path))
            .Where(lesson => NamePattern().IsMatch(lesson.Name))
            .OrderBy(lesson => lesson.Name, StringComparer.Ordinal),
    ];

    /// <summary>The lessons that a user's words name: a number, a name, the beginning of a name or a path; no word means all.</summary>
    public static IReadOnlyList<Lesson> Choose(string folder, IReadOnlyList<string> words)
    {
        var all = All(folder);
        if (all.Count == 0)
            throw new KitException($"no lesson (NN-topic.ipynb) in {folder}", "git checkout notebooks");
        if (words.Count == 0)
            return all;
        HashSet<Lesson> chosen = [];
        foreach (var word in words)
        {
            var wanted = System.IO.Path.GetFileNameWithoutExtension(word.EndsWith(".ipynb", StringComparison.Ordinal) ? word : word + ".ipynb");
            wanted = wanted.Length == 1 && char.IsDigit(wanted[0]) ? $"0{wanted}" : wanted;
            var matches = all.Where(lesson => lesson.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (matches.Length == 0)
                throw new KitException($"no lesson is called \"{word}\"", $"choose from: {string.Join(", ", all.Select(lesson => lesson.Name))}");
            chosen.UnionWith(matches);
        }
        return [.. all.Where(chosen.Contains)];
    }

    [GeneratedRegex("^([0-9]{2}-[a-z0-9-]+|charts)$")]
    private static partial Regex NamePattern();
}
