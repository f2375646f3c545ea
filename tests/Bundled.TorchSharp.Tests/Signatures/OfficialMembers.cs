namespace Bundled.TorchSharp.Tests.Signatures;

/// <summary>The official list, and the stand-in's own members in the same words.</summary>
internal static class OfficialMembers
{
    /// <summary>Members by type; the type's own line (base types and interfaces) is among them as kind "type".</summary>
    public static Dictionary<string, HashSet<string>> Read()
    {
        Dictionary<string, HashSet<string>> members = [];
        HashSet<string> current = [];
        foreach (var line in Lines("official-signatures.txt"))
        {
            if (line[0] == '\t')
                current.Add(line[1..]);
            else
                members.Add(line, current = []);
        }
        return members;
    }

    /// <summary>Differences somebody looked at and kept: "type TAB kind TAB member", each below the comment that says why.</summary>
    public static HashSet<string> ReadReviewed()
    {
        return [.. Lines("reviewed-differences.txt").Where(line => line[0] != '#')];
    }

    private static IEnumerable<string> Lines(string file)
    {
        return File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Signatures", file)).Where(line => line.Length > 0);
    }
}
