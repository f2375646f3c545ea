using System.Text.RegularExpressions;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>A failed restore in one line for each package: id, version, the sources that were asked, and why.</summary>
internal static partial class PackageErrors
{
    internal static CellFailedException From(string output, IReadOnlyList<PackageReference> packages, int exitCode)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries);
        var closed = lines.Select(static line => Unreachable().Match(line)).Where(static match => match.Success)
            .Select(static match => match.Groups[1].Value).Distinct().ToList();
        var reasons = new List<(string Place, string Text)>();
        foreach (var package in packages)
        {
            var at = Array.FindIndex(lines, line => line.Contains("error NU", StringComparison.Ordinal)
                && Regex.IsMatch(line, $@"(?<![\w.]){Regex.Escape(package.Id)}(?![\w.]*\w)", RegexOptions.IgnoreCase));
            if (at >= 0)
            {
                var version = package.IsFloating ? "" : " " + package.Version;
                reasons.Add((package.Place, $"{package.Id}{version} cannot be restored: {Reason(lines, at)}"));
            }
        }

        if (reasons.Count == 0)
        {
            var first = Array.FindIndex(lines, static line => line.Contains("error ", StringComparison.Ordinal));
            var names = string.Join(", ", packages.Select(static package => package.Id));
            reasons.Add((packages[^1].Place, $"{names} cannot be restored: {(first >= 0 ? Reason(lines, first) : $"dotnet msbuild ended with {exitCode}")}"));
        }

        var unreached = closed.Count == 0 ? "" : $"; not reached: {string.Join(", ", closed)}";
        var places = reasons.Select(reason => $"{reason.Place}: {reason.Text}{unreached}").ToList();
        return new CellFailedException("DirectiveError", reasons[0].Text + unreached, places);
    }

    private static string Reason(string[] lines, int at)
    {
        var line = lines[at];
        if (NoSuchId().Match(line) is { Success: true } id)
        {
            return $"no package of that name on {id.Groups[1].Value}";
        }

        if (line.Contains("NU1102", StringComparison.Ordinal) || line.Contains("NU1103", StringComparison.Ordinal))
        {
            var found = lines.Skip(at + 1).TakeWhile(static next => next.Contains("- Found", StringComparison.Ordinal)).Select(static next => Found().Match(next)).ToList();
            var sources = string.Join(", ", found.Select(static match => match.Groups[1].Value));
            var nearest = found.Select(static match => match.Groups[2].Value).FirstOrDefault(static version => version.Length > 0);
            return $"no such version on {sources}{(nearest is null ? "" : $"; the nearest is {nearest}")}";
        }

        var text = line[(line.IndexOf("error ", StringComparison.Ordinal) + "error ".Length)..];
        var project = text.LastIndexOf(" [", StringComparison.Ordinal);
        return project > 0 ? text[..project] : text;
    }

    [GeneratedRegex(@"No packages exist with this id in source\(s\): (.*?)(?: \[|$)")]
    private static partial Regex NoSuchId();

    [GeneratedRegex(@"- Found \d+ version\(s\) in (.*?)(?: \[ Nearest version: (.*?) \])?(?: \[.*)?$")]
    private static partial Regex Found();

    [GeneratedRegex(@"NU1801: (?:Unable to load the service index for source|The local source) '?(.*?)'?(?:\.$|\.? \[| doesn't exist)")]
    private static partial Regex Unreachable();
}
