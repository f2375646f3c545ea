using System.Text.RegularExpressions;

namespace Notebooks.Tests.Texts;

/// <summary>Says what is wrong with where a link leads.</summary>
internal static partial class Address
{
    /// <summary>What is wrong, or null. Another site's page is judged by its form alone; nothing is fetched.</summary>
    public static string? Problem(string address, TextFile file, string root) =>
        address.Contains(':', StringComparison.Ordinal) ? ProblemOutside(address) : ProblemInside(address, file, root);

    private static string? ProblemOutside(string address)
    {
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == "https" && HostForm().IsMatch(uri.Host) && !address.Any(char.IsWhiteSpace)
            ? null
            : $"{address} is no address of the form https://host.name/path";
    }

    private static string? ProblemInside(string address, TextFile file, string root)
    {
        var (path, anchor) = address.Split('#', 2) is [var before, var after] ? (before, after) : (address, null);
        var target = path.Length == 0 ? file.Path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file.Path)!, Uri.UnescapeDataString(path)));
        var inside = Path.GetRelativePath(root, target).Replace('\\', '/');
        if (inside.StartsWith("..", StringComparison.Ordinal) || inside.StartsWith("artifacts", StringComparison.Ordinal))
            return $"{address} leads to {inside}, which is no part of what is committed";

        if (!File.Exists(target) && !Directory.Exists(target))
            return $"{address} leads to {inside}, which does not exist";

        return anchor is null || TextFile.Read(target).Parts.Any(part => part.Text.Anchors.Contains(anchor)) ? null : $"{address} names a heading that {inside} does not have";
    }

    [GeneratedRegex(@"^([a-z0-9-]+\.)+[a-z]{2,}$")]
    private static partial Regex HostForm();
}
