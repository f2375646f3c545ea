namespace VisionAttention.Training.Schedules;

/// <summary>What a cosine schedule gives beyond its last step.</summary>
public enum AfterEnd
{
    /// <summary>The smallest rate.</summary>
    Hold,

    /// <summary>The cosine goes on, and the rate rises again to its full height and back.</summary>
    FollowCosine,
}
