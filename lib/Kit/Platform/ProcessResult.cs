namespace VisionAttention.Kit.Platform;

/// <summary>How a program ended and what it wrote.</summary>
/// <param name="ExitCode">0 for success, as the program says.</param>
/// <param name="Output">Lines of standard output.</param>
/// <param name="Error">Lines of standard error.</param>
internal sealed record ProcessResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    /// <summary>Whether the program ended with exit code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Both streams, output first.</summary>
    public string Text => string.Join('\n', Output.Concat(Error));
}
