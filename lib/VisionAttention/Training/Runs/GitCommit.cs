namespace VisionAttention.Training.Runs;

/// <summary>The commit of the git checkout that a folder lies in, read from git's own files.</summary>
internal static class GitCommit
{
    private const string Link = "gitdir: ";
    private const string Reference = "ref: ";

    /// <summary>The commit's hash; null outside of a checkout or before the first commit.</summary>
    public static string? Of(string folder)
    {
        try
        {
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                var git = Path.Combine(at.FullName, ".git");
                if (Directory.Exists(git))
                    return Head(git);
                // A worktree has a file that says where its git folder is.
                if (File.Exists(git) && File.ReadAllText(git).Trim() is var text && text.StartsWith(Link, StringComparison.Ordinal))
                    return Head(Path.GetFullPath(text[Link.Length..], at.FullName));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A record without a commit is better than no run.
        }
        return null;
    }

    private static string? Head(string git)
    {
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith(Reference, StringComparison.Ordinal))
            return head;
        var name = head[Reference.Length..];
        var common = Path.Combine(git, "commondir");
        var shared = File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), git) : git;
        var loose = Path.Combine(shared, name);
        if (File.Exists(loose))
            return File.ReadAllText(loose).Trim();
        var packed = Path.Combine(shared, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith($" {name}", StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }
}
