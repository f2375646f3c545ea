namespace TorchSharp;

public static partial class torch
{
    /// <summary>How grid_sample reads between pixels.</summary>
    public enum GridSampleMode
    {
        /// <summary>The nearest pixel.</summary>
        Nearest = 0,

        /// <summary>A weighted mean of four pixels.</summary>
        Bilinear = 2,
    }
}
