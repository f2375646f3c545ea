using System.Text.RegularExpressions;
using VisionAttention.Kernel.Magics;

namespace VisionAttention.Kernel.Editing;

/// <summary>Directives at the start of a line, and the files and packages they name.</summary>
internal static partial class DirectiveCompletion
{
    private static readonly string[] Assemblies = [".dll", ".exe"], Scripts = [".csx", ".cs"], Imports = [".ipynb", ".dib", ".csx", ".cs"];

    private static readonly (string Text, string Words)[] Directives =
    [
        ("#r", "References an assembly by path, or a package: #r \"nuget: Id, version\"."),
        ("#load", "Runs a C# script file in this session: #load \"path.csx\"."),
        ("#i", "Adds a source of packages for later #r: #i \"nuget: address-or-folder\"."),
        ("#!time", "Shows how long the cell took."),
        ("#!who", "Lists the variables of this session."),
        ("#!whos", "Lists the variables of this session with types and values."),
        ("#!import", "Runs the cells of a notebook, or a C# file, in this session."),
        ("#!set", "Sets a variable: #!set --name x --value \"text\", a number, @csharp:variable or @input:\"Question?\"."),
        ("#!markdown", "Shows the lines that follow as Markdown."),
        ("#!html", "Shows the lines that follow as HTML."),
        ("#!javascript", "Runs the lines that follow in the browser."),
        ("#!csharp", "Goes on in C#."),
        ("#!lsmagic", "Lists the directives."),
        ("#!about", "Says which kernel and which .NET this is."),
        ("#if", "Compiles the lines up to #endif only when a symbol is defined."), ("#else", "The other case of #if."), ("#endif", "Ends #if."),
        ("#region", "Begins lines an editor can fold."), ("#endregion", "Ends #region."),
        ("#nullable", "Switches nullable references on or off."), ("#pragma", "Switches warnings on or off: #pragma warning disable CS0168."),
    ];

    /// <summary>What completes a line that begins with a number sign, and how many characters of it are replaced; null for any other line.</summary>
    internal static (List<Candidate> Candidates, int Replaced)? Complete(EditedCell cell, string folder)
    {
        var line = cell.LineToCursor.TrimStart();
        if (!line.StartsWith('#') || cell.StringToCursor is not null)
        {
            return null;
        }

        if (Package().Match(line) is { Success: true } package)
        {
            return Packages(package.Groups[1].Value, package.Groups[2].Success ? package.Groups[2].Value : null);
        }

        if (FilePath().Match(line) is { Success: true } file)
        {
            return PathCompletion.Complete(file.Groups[2].Value, folder, file.Groups[1].Value switch { "r" => Assemblies, "load" => Scripts, _ => Imports });
        }

        return line.Contains(' ', StringComparison.Ordinal) || line.Contains('"', StringComparison.Ordinal) ? ([], 0)
            : ([.. Directives.Where(entry => entry.Text.StartsWith(line, StringComparison.OrdinalIgnoreCase)).Select(static (entry, place) => new Candidate(entry.Text, "directive", place) { Words = entry.Words })], line.Length);
    }

    /// <summary>What a directive does; null for a line without one.</summary>
    internal static string? Explain(string line)
    {
        var word = line.Trim().Split(' ', '"')[0];
        return word.StartsWith('#') && Array.Find(Directives, entry => entry.Text.Equals(word, StringComparison.OrdinalIgnoreCase)) is { Words: { } words } ? $"{word}\n\n{words}" : null;
    }

    /// <summary>Packages that lie on this machine: they can be had without a network.</summary>
    private static (List<Candidate> Candidates, int Replaced) Packages(string id, string? version)
    {
        var folder = version is null ? PackageProject.Cache : Path.Combine(PackageProject.Cache, id.Trim().ToLowerInvariant());
        var typed = version ?? id;
        if (!Directory.Exists(folder) || (version is not null && id.Trim().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0))
        {
            return ([], 0);
        }

        var names = Directory.EnumerateDirectories(folder).Select(static path => Path.GetFileName(path)).Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && !name.StartsWith('.'));
        return ([.. names.Select(name => new Candidate(name, version is null ? "package" : "version", Rank: 0))], typed.Length);
    }

    [GeneratedRegex("^#[ri]\\s+\"nuget:\\s*([^,\"]*?)(?:\\s*,\\s*([^\"]*))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Package();

    [GeneratedRegex("^#(r|load|!import)\\s+\"?([^\"]*)$")]
    private static partial Regex FilePath();
}

/// <summary>Files and folders that complete a path.</summary>
internal static class PathCompletion
{
    private const int Limit = 200;

    /// <summary>Entries of the folder that the typed path leads to; only its last part is replaced.</summary>
    /// <param name="typed">The path as far as it is typed.</param>
    /// <param name="folder">What a relative path is relative to.</param>
    /// <param name="extensions">The files that fit; all when empty.</param>
    internal static (List<Candidate> Candidates, int Replaced) Complete(string typed, string folder, string[] extensions)
    {
        var slash = typed.LastIndexOfAny(['/', '\\']) + 1;
        var name = typed[slash..];
        try
        {
            var entries = new DirectoryInfo(Path.GetFullPath(typed[..slash], folder)).EnumerateFileSystemInfos()
                .Where(entry => entry.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (name.StartsWith('.') || !entry.Name.StartsWith('.')))
                .Where(entry => entry is DirectoryInfo || extensions.Length == 0 || extensions.Contains(entry.Extension, StringComparer.OrdinalIgnoreCase))
                .Select(static entry => entry is DirectoryInfo ? new Candidate(entry.Name + "/", "folder", Rank: 1) : new Candidate(entry.Name, "file", Rank: 0));
            return ([.. entries.Take(Limit)], name.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ([], 0);
        }
    }
}
