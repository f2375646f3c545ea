namespace VisionAttention.Tests.Weights;

/// <summary>A file that no reader may accept.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Fragment">What the message must say.</param>
public sealed record BadFile(string Name, byte[] Content, string Fragment);
