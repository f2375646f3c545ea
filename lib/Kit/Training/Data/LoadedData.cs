using VisionAttention.Data;
using VisionAttention.Models;

namespace VisionAttention.Kit.Training.Data;

/// <summary>Images to train on, images to test on, and how they become numbers.</summary>
internal sealed record LoadedData(IImageSource Train, IImageSource Test, Normalisation Normalisation)
{
    public ImageSize Image => new(Train.Height, Train.Width);
}
