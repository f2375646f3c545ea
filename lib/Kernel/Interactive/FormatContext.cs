namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Where a formatter writes to.</summary>
public sealed class FormatContext
{
    /// <param name="writer">Takes the text.</param>
    public FormatContext(TextWriter writer) => Writer = writer;

    /// <summary>Takes the text.</summary>
    public TextWriter Writer { get; }
}
