namespace TorchSharp;

public static partial class torch
{
    /// <summary>How the Upsample layer reads between pixels.</summary>
    public enum UpsampleMode
    {
        /// <summary>The nearest element.</summary>
        Nearest = 0,

        /// <summary>Between two elements.</summary>
        Linear = 1,

        /// <summary>Between four elements.</summary>
        Bilinear = 2,

        /// <summary>Between sixteen elements.</summary>
        Bicubic = 3,

        /// <summary>Between eight elements.</summary>
        Trilinear = 4,
    }
}
