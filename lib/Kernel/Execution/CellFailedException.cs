namespace VisionAttention.Kernel.Execution;

/// <summary>A cell that cannot run: it does not compile, or a directive cannot be followed.</summary>
internal sealed class CellFailedException(string name, string message, IReadOnlyList<string> lines) : Exception(message)
{
    internal string Name { get; } = name;

    /// <summary>What the reader sees, one entry a line.</summary>
    internal IReadOnlyList<string> Lines { get; } = lines;

    internal static CellFailedException Directive(string place, string message) =>
        new("DirectiveError", message, [$"{place}: {message}"]);
}
