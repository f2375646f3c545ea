namespace TorchSharp;

public static partial class torch
{
    /// <summary>What grid_sample reads outside the image.</summary>
    public enum GridSamplePaddingMode
    {
        /// <summary>Zeros.</summary>
        Zeros = 0,

        /// <summary>The image mirrored at its border.</summary>
        Reflection = 1,

        /// <summary>The nearest pixel of the border.</summary>
        Border = 2,
    }
}
