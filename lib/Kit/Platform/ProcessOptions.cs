namespace VisionAttention.Kit.Platform;

/// <summary>How a program is started.</summary>
internal sealed record ProcessOptions
{
    /// <summary>The defaults: here, unchanged environment, no time limit.</summary>
    public static ProcessOptions Default { get; } = new();

    /// <summary>The folder it starts in; null for the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables added to, or replacing, the machine's.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Called with every line of either stream, as it comes.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>A file that receives every line, too.</summary>
    public string? LogFile { get; init; }

    /// <summary>How long it may run; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether a cancelled program is asked to end and waited for, instead of taken down.</summary>
    public bool EndsByItself { get; init; }
}
