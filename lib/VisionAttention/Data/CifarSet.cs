namespace VisionAttention.Data;

/// <summary>CIFAR-10 and CIFAR-100 in their binary version: 32×32 pixels in colour.</summary>
/// <remarks>Krizhevsky 2009, "Learning multiple layers of features from tiny images". A record is a label (CIFAR-100: the label of the
/// class of classes, then that of the class), then 1024 bytes of red, of green and of blue, rows from top to bottom.</remarks>
public static class CifarSet
{
    private const int Side = 32;
    private const int Pixels = 3 * Side * Side;

    /// <summary>Reads CIFAR-10 from a folder, without comparing checksums.</summary>
    /// <param name="folder">Holds <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and <c>test_batch.bin</c>.</param>
    /// <returns>Training and test images, of ten classes.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static (ImageArray Train, ImageArray Test) Read10(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string[] train = [.. Enumerable.Range(1, 5).Select(part => Path.Combine(folder, $"data_batch_{part}.bin"))];
        return (Read(train, 1, CifarNames.Ten, "cifar10"), Read([Path.Combine(folder, "test_batch.bin")], 1, CifarNames.Ten, "cifar10"));
    }

    /// <summary>Reads CIFAR-100 from a folder, without comparing checksums.</summary>
    /// <param name="folder">Holds <c>train.bin</c> and <c>test.bin</c>.</param>
    /// <returns>Training and test images, of a hundred classes.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static (ImageArray Train, ImageArray Test) Read100(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return (Read([Path.Combine(folder, "train.bin")], 2, CifarNames.Hundred, "cifar100"), Read([Path.Combine(folder, "test.bin")], 2, CifarNames.Hundred, "cifar100"));
    }

    private static ImageArray Read(string[] paths, int labelBytes, IReadOnlyList<string> names, string set)
    {
        var record = labelBytes + Pixels;
        var count = 0L;
        foreach (var path in paths)
        {
            var info = new FileInfo(path);
            if (!info.Exists)
                throw new FileNotFoundException($"{path} is missing. Fix: ./kit data get {set}", path);
            if (info.Length == 0 || info.Length % record != 0)
                throw new InvalidDataException($"{path}: {info.Length} bytes are no whole number of records of {record}. Fix: ./kit data get {set}");
            count += info.Length / record;
        }
        if (count * Pixels > Array.MaxLength)
            throw new InvalidDataException($"{paths[0]}: {count} images are more than fit in memory. Fix: ./kit data get {set}");
        var pixels = new byte[count * Pixels];
        var labels = new long[count];
        var image = 0;
        var label = new byte[labelBytes];
        foreach (var path in paths)
        {
            using var stream = File.OpenRead(path);
            for (var left = stream.Length / record; left > 0; left--, image++)
            {
                stream.ReadExactly(label);
                labels[image] = label[labelBytes - 1];
                if (labels[image] >= names.Count)
                    throw new InvalidDataException($"{path}: label {labels[image]} is not from 0 to {names.Count - 1}. Fix: ./kit data get {set}");
                stream.ReadExactly(pixels.AsSpan(image * Pixels, Pixels));
            }
        }
        return new ImageArray(pixels, labels, channels: 3, Side, Side, names);
    }
}

/// <summary>The names of CIFAR's classes, by label.</summary>
internal static class CifarNames
{
    /// <summary>CIFAR-10's.</summary>
    public static IReadOnlyList<string> Ten { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>CIFAR-100's, in alphabetical order.</summary>
    public static IReadOnlyList<string> Hundred { get; } = (
        "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle " +
        "chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo " +
        "keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter " +
        "palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk " +
        "skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip " +
        "turtle wardrobe whale willow_tree wolf woman worm").Split(' ');
}
