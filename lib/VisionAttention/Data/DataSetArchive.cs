namespace VisionAttention.Data;

/// <summary>One file to download: <c>.gz</c> holds a single file, <c>.tar.gz</c> several.</summary>
/// <param name="Name">File name, appended to an address.</param>
/// <param name="Bytes">Exact length in bytes; null when it is not the same everywhere.</param>
/// <param name="Sha256">SHA-256 of the packed file, 64 hexadecimal digits; null when none is proved.</param>
public sealed record DataSetArchive(string Name, long? Bytes = null, string? Sha256 = null);
