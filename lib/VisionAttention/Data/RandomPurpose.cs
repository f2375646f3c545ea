namespace VisionAttention.Data;

/// <summary>What the loader's random numbers are for; the numbers are part of what a seed means, so none is ever changed.</summary>
internal enum RandomPurpose
{
    /// <summary>The order of an epoch; one row for each epoch.</summary>
    Order = 0,

    /// <summary>How an image is changed; one row for each image and epoch.</summary>
    Image = 1,

    /// <summary>How a batch is mixed; one row for each batch and epoch.</summary>
    Batch = 2,

    /// <summary>What an image made on the fly shows; one row for each image.</summary>
    Content = 3,

    /// <summary>Which images of a folder are held out; one row for each image.</summary>
    Split = 4,
}
