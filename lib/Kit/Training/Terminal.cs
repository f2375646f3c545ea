namespace VisionAttention.Kit.Training;

/// <summary>Where a command writes, and what ends it.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors, and what is said beside results.</param>
/// <param name="IsTerminal">Whether a person looks at <paramref name="Out"/> as it comes, so that lines may be overwritten.</param>
/// <param name="Cancellation">Ends the work.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsTerminal, CancellationToken Cancellation);
