namespace VisionAttention.Data;

/// <summary>What happens while a data set is fetched.</summary>
/// <param name="File">The file it is about.</param>
/// <param name="Text">A sentence for the user; null for a count alone.</param>
/// <param name="Received">Bytes of the download that are here.</param>
/// <param name="Total">Bytes of the whole download, where it is known.</param>
public sealed record DataSetProgress(string File, string? Text, long? Received = null, long? Total = null);
