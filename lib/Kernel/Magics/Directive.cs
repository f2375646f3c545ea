namespace VisionAttention.Kernel.Magics;

/// <summary>A <c>#r</c>, <c>#load</c>, <c>#i</c> or <c>#!word</c> line of a cell.</summary>
/// <param name="Word">The directive without its number sign: <c>r</c>, <c>load</c>, <c>!time</c>.</param>
/// <param name="Argument">What follows, without quotes.</param>
/// <param name="Line">The line in the cell, from 1.</param>
internal sealed record Directive(string Word, string Argument, int Line);
