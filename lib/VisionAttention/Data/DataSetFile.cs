namespace VisionAttention.Data;

/// <summary>One file of a data set, unpacked.</summary>
/// <param name="Name">File name inside the data set's folder.</param>
/// <param name="Archive">Name of the archive that holds it.</param>
/// <param name="Bytes">Exact length in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, 64 hexadecimal digits; null when only the archive's is proved, or none.</param>
public sealed record DataSetFile(string Name, string Archive, long Bytes, string? Sha256 = null);
