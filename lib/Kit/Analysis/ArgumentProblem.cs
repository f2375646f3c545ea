namespace VisionAttention.Kit.Analysis;

/// <summary>An argument of the command line that is wrong, in one line.</summary>
internal sealed class ArgumentProblem(string message) : Exception(message);
