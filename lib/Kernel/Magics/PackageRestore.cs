using System.Text.RegularExpressions;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>Brings packages in and keeps account of which are there.</summary>
internal sealed class PackageRestore(References references)
{
    private readonly Dictionary<string, PackageReference> _present = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];

    /// <summary>Adds a source for later packages: <c>nuget: address</c> or <c>nuget: folder</c>.</summary>
    internal void AddSource(string argument, string folder, string place)
    {
        var source = PackageReference.IsOne(argument) ? argument[(argument.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() : "";
        if (source.Length == 0)
        {
            throw CellFailedException.Directive(place, $"#i \"{argument}\" names no source of packages; write #i \"nuget: https://address/index.json\" or #i \"nuget: folder\"");
        }

        if (!source.Contains("://", StringComparison.Ordinal))
        {
            source = Path.GetFullPath(source, folder);
            if (!Directory.Exists(source))
            {
                throw CellFailedException.Directive(place, $"#i \"{argument}\": there is no folder {source}");
            }
        }

        if (!_sources.Contains(source))
        {
            _sources.Add(source);
        }
    }

    /// <summary>Brings in those packages that are not there yet, all in one restore.</summary>
    /// <exception cref="CellFailedException">A feed lacks one, or one is there in another version.</exception>
    /// <returns>Their files; null when all were there.</returns>
    internal PackageFiles? Add(IReadOnlyList<PackageReference> wanted)
    {
        var added = new Dictionary<string, PackageReference>(StringComparer.OrdinalIgnoreCase);
        foreach (var package in wanted)
        {
            if (!(_present.TryGetValue(package.Id, out var present) || added.TryGetValue(package.Id, out present)))
            {
                added[package.Id] = package;
            }
            else if (!package.IsFloating && package.Version != present.Version)
            {
                throw CellFailedException.Directive(
                    package.Place,
                    $"{package.Id} version {package.Version} cannot be added because version {present.Version} was added before; restart the kernel to change it");
            }
        }

        return added.Count > 0 ? Restore([.. added.Values]) : null;
    }

    private PackageFiles Restore(IReadOnlyList<PackageReference> added)
    {
        var names = string.Join(", ", added.Select(static package => package.IsFloating ? package.Id : $"{package.Id} {package.Version}"));
        var shown = Microsoft.DotNet.Interactive.Kernel.display($"Installing packages: {names}");
        PackageFiles files;
        try
        {
            files = new PackageProject([.. _present.Values, .. added], _sources).Files(seconds => shown.Update($"Installing packages: {names} ({seconds} s)"));
        }
        catch
        {
            shown.Update($"Packages not installed: {names}");
            throw;
        }

        references.AddPackageFiles(files.Compile, files.Managed, files.Native);
        foreach (var package in added)
        {
            // From now on the version that was found is the one that others must fit.
            _present[package.Id] = package with { Version = files.Versions.GetValueOrDefault(package.Id, package.Version) };
        }

        shown.Update($"Installed packages: {string.Join(", ", added.Select(Result))}");
        return files;

        string Result(PackageReference package)
        {
            var version = _present[package.Id].Version;
            return package.IsFloating || version == package.Version || !package.IsExact ? $"{package.Id} {version}" : $"{package.Id} {version} (asked for: {package.Version})";
        }
    }
}

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
