namespace VisionAttention.Kit.Training;

/// <summary>The command line asks for something that cannot be, found before anything was loaded: what is wrong and what to do, in one line.</summary>
internal sealed class UsageProblem(string message) : Exception(message);
