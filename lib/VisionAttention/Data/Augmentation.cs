namespace VisionAttention.Data;

/// <summary>How training images are changed, so that a model sees each of them in many ways. Everything is off unless it is set.</summary>
/// <remarks>In this order: crop, flip, rotation, jitter, RandAugment, normalisation, erasing; then the batch is mixed. Pixels that come
/// from outside an image are black.</remarks>
public sealed record Augmentation
{
    /// <summary>Pixels p added on each side before an image of the old size is cut out anywhere: a shift by up to p.</summary>
    public int CropPadding { get; init; }

    /// <summary>Whether every second image is mirrored left to right.</summary>
    public bool Flips { get; init; }

    /// <summary>Largest rotation to either side, in degrees, from 0 to 180.</summary>
    public double RotationDegrees { get; init; }

    /// <summary>Brightness is multiplied by a factor from 1 − b to 1 + b; b from 0 to 1.</summary>
    public double Brightness { get; init; }

    /// <summary>Contrast likewise, about the mean of the image.</summary>
    public double Contrast { get; init; }

    /// <summary>Saturation likewise; nothing for images that have not three channels.</summary>
    public double Saturation { get; init; }

    /// <summary>Probability that a rectangle is erased (Zhong et al. 2017, arXiv 1708.04896): 2 to 33 % of the image, 0.3 to 3.3 times
    /// as high as wide, set to 0 after normalisation, the mean of the set.</summary>
    public double ErasingProbability { get; init; }

    /// <summary>Whether an erased rectangle is filled with normal noise instead of the mean, pixel by pixel.</summary>
    public bool ErasesWithNoise { get; init; }

    /// <summary>Operations that RandAugment applies to each image, one after another (Cubuk et al. 2019, arXiv 1909.13719).</summary>
    public int RandAugmentOperations { get; init; }

    /// <summary>Magnitude of RandAugment's operations, from 0 to 10.</summary>
    public double RandAugmentMagnitude { get; init; } = 9;

    /// <summary>α of MixUp, above 0 to use it (Zhang et al. 2018, arXiv 1710.09412). With <see cref="CutMixAlpha"/> set as well, each batch
    /// is mixed in one of the two ways, as likely as the other.</summary>
    public double MixUpAlpha { get; init; }

    /// <summary>α of CutMix, above 0 to use it (Yun et al. 2019, arXiv 1905.04899).</summary>
    public double CutMixAlpha { get; init; }

    /// <summary>For Fashion-MNIST: shifts by two pixels, mirror images, a little erasing.</summary>
    public static Augmentation ForFashionMnist { get; } = new() { CropPadding = 2, Flips = true, ErasingProbability = 0.1 };

    /// <summary>For MNIST and KMNIST, where a mirrored sign is another sign: shifts by two pixels and small rotations.</summary>
    public static Augmentation ForMnist { get; } = new() { CropPadding = 2, RotationDegrees = 10 };

    /// <summary>For CIFAR: shifts by four pixels and mirror images (He et al. 2015, arXiv 1512.03385, section 4.2).</summary>
    public static Augmentation ForCifar { get; } = new() { CropPadding = 4, Flips = true };

    /// <summary>For CIFAR with a transformer: as <see cref="ForCifar"/>, with RandAugment, erasing, MixUp and CutMix, after DeiT's recipe
    /// (Touvron et al. 2020, arXiv 2012.12877, table 9).</summary>
    public static Augmentation ForCifarTransformer { get; } = ForCifar with
    {
        RandAugmentOperations = 2, RandAugmentMagnitude = 9, ErasingProbability = 0.25, ErasesWithNoise = true, MixUpAlpha = 0.8, CutMixAlpha = 1,
    };

    /// <summary>For a folder of photographs: mirror images and colour jitter of 0.3.</summary>
    public static Augmentation ForPhotographs { get; } = new() { CropPadding = 8, Flips = true, Brightness = 0.3, Contrast = 0.3, Saturation = 0.3 };

    /// <summary>Whether batches are mixed, and so come with targets.</summary>
    public bool Mixes => MixUpAlpha > 0 || CutMixAlpha > 0;

    /// <summary>Refuses a setting out of range.</summary>
    internal void Validate()
    {
        Within(CropPadding, 1024, nameof(CropPadding));
        Within(RotationDegrees, 180, nameof(RotationDegrees));
        Within(Brightness, 1, nameof(Brightness));
        Within(Contrast, 1, nameof(Contrast));
        Within(Saturation, 1, nameof(Saturation));
        Within(ErasingProbability, 1, nameof(ErasingProbability));
        Within(RandAugmentOperations, 100, nameof(RandAugmentOperations));
        Within(RandAugmentMagnitude, 10, nameof(RandAugmentMagnitude));
        Alpha(MixUpAlpha, nameof(MixUpAlpha));
        Alpha(CutMixAlpha, nameof(CutMixAlpha));
    }

    private static void Within(double value, double most, string name)
    {
        if (!(value >= 0 && value <= most))
            throw new ArgumentException($"{name} {value} is not from 0 to {most}");
    }

    private static void Alpha(double value, string name)
    {
        if (value != 0 && !(value is >= 1e-3 and <= 1e3))
            throw new ArgumentException($"{name} {value} is neither 0, which mixes nothing, nor from 0.001 to 1000");
    }
}
