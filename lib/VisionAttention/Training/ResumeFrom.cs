namespace VisionAttention.Training;

/// <summary>Which checkpoint a run goes on from.</summary>
public enum ResumeFrom
{
    /// <summary>The last one.</summary>
    Latest,

    /// <summary>The one before it, where the last is damaged.</summary>
    Previous,
}
