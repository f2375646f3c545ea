namespace VisionAttention.Data;

/// <summary>MNIST, KMNIST and whatever else lies in four IDX files of the same names.</summary>
public static class IdxSet
{
    /// <summary>The names of the ten digits, MNIST's classes.</summary>
    public static IReadOnlyList<string> DigitNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>The names of the ten syllables, KMNIST's classes (Clanuwat et al. 2018, arXiv 1812.01718, section 3).</summary>
    public static IReadOnlyList<string> SyllableNames { get; } = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];

    /// <summary>Reads both halves of a folder, without comparing checksums.</summary>
    /// <param name="folder">Holds <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c> and the two of <c>t10k</c>.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="set">The data set's name, for messages.</param>
    /// <returns>Training and test images, of one channel.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or has not one label for each image.</exception>
    public static (ImageArray Train, ImageArray Test) Read(string folder, IReadOnlyList<string> classNames, string set)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(classNames);
        return (Part(folder, "train", classNames, set), Part(folder, "t10k", classNames, set));
    }

    private static ImageArray Part(string folder, string part, IReadOnlyList<string> classNames, string set)
    {
        var path = Path.Combine(folder, $"{part}-labels-idx1-ubyte");
        var images = IdxFile.ReadImages(Path.Combine(folder, $"{part}-images-idx3-ubyte"), set);
        var labels = IdxFile.ReadLabels(path, set);
        if (labels.Length != images.Count)
            throw new InvalidDataException($"{path}: found {labels.Length} labels, expected {images.Count}, one for each image. Fix: ./kit data get {set}");
        var wide = new long[labels.Length];
        for (var index = 0; index < labels.Length; index++)
        {
            if (labels[index] >= classNames.Count)
                throw new InvalidDataException($"{path}: label {labels[index]} of image {index} is not from 0 to {classNames.Count - 1}. Fix: ./kit data get {set}");
            wide[index] = labels[index];
        }
        return new ImageArray(images.Pixels, wide, channels: 1, images.Height, images.Width, classNames);
    }
}
