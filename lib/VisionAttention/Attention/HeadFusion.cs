namespace VisionAttention.Attention;

/// <summary>How the attention maps of a layer's heads become one.</summary>
public enum HeadFusion
{
    /// <summary>Their mean, as Abnar and Zuidema 2020 have it; rows still sum to 1.</summary>
    Mean,

    /// <summary>The largest weight of any head; rows sum to 1 or more.</summary>
    Max,

    /// <summary>The smallest weight of any head; rows sum to 1 or less.</summary>
    Min,
}
