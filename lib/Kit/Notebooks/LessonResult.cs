namespace VisionAttention.Kit.Notebooks;

/// <summary>How one lesson's execution ended.</summary>
internal sealed record LessonResult
{
    /// <summary>The lesson.</summary>
    public required Lesson Lesson { get; init; }

    /// <summary>Code cells in the notebook.</summary>
    public int Cells { get; init; }

    /// <summary>Code cells that ran to their end.</summary>
    public int CellsDone { get; init; }

    /// <summary>Wall-clock time, kernel start included.</summary>
    public double Seconds { get; init; }

    /// <summary>Charts among the outputs.</summary>
    public int Charts { get; init; }

    /// <summary>The lines the lesson printed for the summary, those that start with <c>result:</c>.</summary>
    public IReadOnlyList<string> Results { get; init; } = [];

    /// <summary>Size of the largest output, bytes.</summary>
    public long LargestOutputBytes { get; init; }

    /// <summary>The cell of that output.</summary>
    public string LargestOutputCell { get; init; } = "";

    /// <summary>Lesson, cell id and error of the failure; null when every cell ran.</summary>
    public string? Failure { get; init; }

    /// <summary>The executed notebook, if it was written.</summary>
    public string? Notebook { get; init; }
}
