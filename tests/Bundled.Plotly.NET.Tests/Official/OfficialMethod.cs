using System.Text.RegularExpressions;

namespace Bundled.Plotly.NET.Tests.Official;

/// <summary>One public method of the official packages, read from a line of source.</summary>
internal sealed partial record OfficialMethod(string Returns, string Name, IReadOnlyList<string> TypeParameters, IReadOnlyList<OfficialParameter> Parameters, string Constraints)
{
    /// <summary>Reads a line, or null where it is no method.</summary>
    public static OfficialMethod? Parse(string line)
    {
        var match = Signature().Match(line);
        if (!match.Success)
            return null;
        return new OfficialMethod(
            match.Groups["returns"].Value,
            match.Groups["name"].Value,
            [.. Split(match.Groups["types"].Value)],
            [.. Split(match.Groups["parameters"].Value).Select(Parameter)],
            match.Groups["where"].Value);
    }

    private static OfficialParameter Parameter(string text)
    {
        var isOptional = text.Contains('=', StringComparison.Ordinal);
        var declared = (isOptional ? text[..text.IndexOf('=', StringComparison.Ordinal)] : text).Trim();
        if (declared.StartsWith("this ", StringComparison.Ordinal))
            declared = declared[5..];
        var space = declared.LastIndexOf(' ');
        return new OfficialParameter(declared[..space].Replace(" ", "", StringComparison.Ordinal), declared[(space + 1)..], isOptional);
    }

    // At commas outside of brackets.
    private static IEnumerable<string> Split(string list)
    {
        var (depth, start) = (0, 0);
        for (var index = 0; index < list.Length; index++)
        {
            depth += list[index] is '<' or '(' or '[' ? 1 : list[index] is '>' or ')' or ']' ? -1 : 0;
            if (list[index] != ',' || depth > 0)
                continue;
            yield return list[start..index].Trim();
            start = index + 1;
        }
        if (list[start..].Trim().Length > 0)
            yield return list[start..].Trim();
    }

    [GeneratedRegex(@"^public static (?<returns>\S+(?: \[\])?) (?<name>\w+)(?:<(?<types>[^(]*)>)?\s*\((?<parameters>.*)\)\s*(?<where>where .*)?$")]
    private static partial Regex Signature();
}
