namespace VisionAttention.Kit.Platform;

/// <summary>Where a command writes, and what ends it.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors, and what is said beside results.</param>
/// <param name="IsTerminal">Whether a person looks at <paramref name="Out"/> as it comes, so that lines may be overwritten.</param>
/// <param name="Cancellation">Ends the work.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsTerminal, CancellationToken Cancellation)
{
    /// <summary>Writes a table, its first row the heading.</summary>
    public void Table(string alignment, IReadOnlyList<string[]> rows) => TextTable.Write(Out, IsTerminal, alignment, rows);
}

/// <summary>How commands end, beside 0.</summary>
internal static class ExitCode
{
    public const int Failed = 1;
    public const int UsageError = 2;
    public const int Stopped = 130;
}
