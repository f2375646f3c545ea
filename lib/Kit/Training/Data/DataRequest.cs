namespace VisionAttention.Kit.Training.Data;

/// <summary>Which images.</summary>
/// <param name="Name">A data set's name, or a folder.</param>
/// <param name="Size">Rows and columns that a folder's images are brought to; null for the set's own size.</param>
/// <param name="Limit">Training images used at most.</param>
/// <param name="TestLimit">Held-out images used at most.</param>
internal sealed record DataRequest(string Name, int? Size, long? Limit, long? TestLimit);
