namespace VisionAttention.Data;

/// <summary>A data set as data/manifest.json describes it.</summary>
/// <param name="Folder">Where its files lie, relative to the repository's root.</param>
/// <param name="Licence">The licence it is published under.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Addresses">Public addresses, tried in order, to each of which an archive's name is appended.</param>
/// <param name="Archives">What is downloaded.</param>
/// <param name="Files">What is unpacked from the archives.</param>
/// <param name="AptFolder">The folder that a Debian package installs the archives to, packed anew; null when there is none.</param>
/// <param name="IsForLessons">Whether the lessons need it.</param>
public sealed record DataSetEntry(
    string Folder,
    string Licence,
    int Classes,
    IReadOnlyList<string> Addresses,
    IReadOnlyList<DataSetArchive> Archives,
    IReadOnlyList<DataSetFile> Files,
    string? AptFolder = null,
    bool IsForLessons = false);
