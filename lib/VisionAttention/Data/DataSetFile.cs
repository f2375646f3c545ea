namespace VisionAttention.Data;

/// <summary>One file of a data set, unpacked.</summary>
/// <param name="Name">File name inside the data set's folder.</param>
/// <param name="Bytes">Exact length in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, 64 hexadecimal digits.</param>
public sealed record DataSetFile(string Name, long Bytes, string Sha256);
