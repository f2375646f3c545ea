namespace VisionAttention.Kernel.Editing;

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
