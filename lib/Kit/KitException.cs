namespace VisionAttention.Kit;

/// <summary>A failure that was foreseen: one line for what is wrong, one command or sentence that fixes it.</summary>
internal sealed class KitException(string problem, string fix) : Exception($"{problem}. Fix: {fix}")
{
    /// <summary>What is missing or wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>The command or action that puts it right.</summary>
    public string Fix { get; } = fix;
}

/// <summary>The command line asks for something that cannot be, found before anything was loaded: what is wrong and what to do, in one line.</summary>
internal sealed class UsageProblem(string message) : Exception(message);
