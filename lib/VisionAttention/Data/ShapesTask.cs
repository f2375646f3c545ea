namespace VisionAttention.Data;

/// <summary>A question about shapes that lie far apart.</summary>
public enum ShapesTask
{
    /// <summary>Whether the shapes in the top left and the bottom right corner are the same.</summary>
    SameOrDifferent,

    /// <summary>In which of the four corners the shape of the centre is found again.</summary>
    MatchesCentre,

    /// <summary>Whether the number of upright crosses in the four corners is even or odd.</summary>
    CountParity,
}
