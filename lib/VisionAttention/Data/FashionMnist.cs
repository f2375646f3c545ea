namespace VisionAttention.Data;

/// <summary>Fashion-MNIST: 70,000 grey pictures of clothes, 28×28 pixels, ten classes.</summary>
/// <remarks>Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747. 60,000 to train on, 10,000 to test on.</remarks>
public static class FashionMnist
{
    /// <summary>Its name in data/manifest.json and under data/.</summary>
    public const string Name = "fashion-mnist";

    /// <summary>The names of the ten classes, by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Reads both halves after checking every file against its SHA-256.</summary>
    /// <param name="repositoryRoot">The folder that holds data/.</param>
    /// <returns>60,000 training and 10,000 test images.</returns>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it and the command that fetches it again.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; likewise.</exception>
    public static (LabelledImages Train, LabelledImages Test) Load(string repositoryRoot)
    {
        DataSetFiles.Verify(repositoryRoot, Name);
        var (train, test) = IdxSet.Read(Path.Combine(repositoryRoot, "data", Name), ClassNames, Name);
        return (train.AsTensors(), test.AsTensors());
    }
}
