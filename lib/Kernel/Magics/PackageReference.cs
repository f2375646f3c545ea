using System.Text.RegularExpressions;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>A package that a cell asks for.</summary>
/// <param name="Id">Its name on the feed.</param>
/// <param name="Version">The version, <c>*</c> for the newest stable one, <c>*-*</c> for the newest of all.</param>
/// <param name="Place">Cell and line, for messages.</param>
internal sealed partial record PackageReference(string Id, string Version, string Place)
{
    private const string Prefix = "nuget:";

    /// <summary>True when the version may be any, so that one already there serves.</summary>
    internal bool IsFloating => Version.Contains('*');

    /// <summary>True when the version names one and the same package for ever.</summary>
    internal bool IsExact => ExactVersion().IsMatch(Version);

    internal static bool IsOne(string argument) => argument.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>nuget: Id, version</c>; blanks are free and the version may be missing.</summary>
    internal static PackageReference Read(string argument, string place)
    {
        var parts = argument[Prefix.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        var (id, version) = (parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : "*");
        if (!ValidId().IsMatch(id) || !ValidVersion().IsMatch(version))
        {
            throw CellFailedException.Directive(place, $"#r \"{argument}\" names no package; write #r \"nuget: Id\" or #r \"nuget: Id, 1.2.3\"");
        }

        return new PackageReference(id, version, place);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.\-]*$")]
    private static partial Regex ValidId();

    [GeneratedRegex(@"^[0-9A-Za-z.*+\-\[\](), ]+$")]
    private static partial Regex ValidVersion();

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.\-]+)?$")]
    private static partial Regex ExactVersion();
}
