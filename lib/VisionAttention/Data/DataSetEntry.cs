namespace VisionAttention.Data;

/// <summary>A data set as environment.json describes it.</summary>
/// <param name="Folder">Where its files lie, relative to the repository's root.</param>
/// <param name="Licence">The licence it is published under.</param>
/// <param name="AptFolder">The folder a Debian package installs it to, packed with gzip; null when there is none.</param>
/// <param name="Address">The public address that a file's name and <c>.gz</c> are appended to.</param>
/// <param name="Files">Its files.</param>
public sealed record DataSetEntry(
    string Folder, string Licence, string? AptFolder, string Address, IReadOnlyList<DataSetFile> Files);
