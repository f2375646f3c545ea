namespace VisionAttention.Data;

/// <summary>CIFAR-10 and CIFAR-100 in their binary version: 32×32 pixels in colour.</summary>
/// <remarks>Krizhevsky 2009, "Learning multiple layers of features from tiny images". A record is a label (CIFAR-100: the label of the
/// class of classes, then that of the class), then 1024 bytes of red, of green and of blue, rows from top to bottom.</remarks>
internal static class CifarSet
{
    private const int Side = 32;
    private const int Pixels = 3 * Side * Side;

    private static readonly string[] Ten = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly string[] Hundred = (
        "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle " +
        "chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo " +
        "keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter " +
        "palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk " +
        "skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip " +
        "turtle wardrobe whale willow_tree wolf woman worm").Split(' ');

    /// <summary>Reads CIFAR-10 from a folder, without comparing checksums.</summary>
    public static (ImageArray Train, ImageArray Test) Read10(string folder)
    {
        string[] train = [.. Enumerable.Range(1, 5).Select(part => $"data_batch_{part}.bin")];
        return (Read(folder, train, 1, Ten, "cifar10"), Read(folder, ["test_batch.bin"], 1, Ten, "cifar10"));
    }

    /// <summary>Reads CIFAR-100 from a folder, likewise.</summary>
    public static (ImageArray Train, ImageArray Test) Read100(string folder) =>
        (Read(folder, ["train.bin"], 2, Hundred, "cifar100"), Read(folder, ["test.bin"], 2, Hundred, "cifar100"));

    private static ImageArray Read(string folder, string[] files, int labelBytes, string[] names, string set)
    {
        var paths = Array.ConvertAll(files, file => Path.Combine(folder, file));
        var count = paths.Sum(path => Records(path, labelBytes + Pixels, set));
        if (count * Pixels > Array.MaxLength)
            throw SetFile.Damaged(paths[0], set, $"{count} images are more than fit in memory");
        var (pixels, labels) = (new byte[count * Pixels], new long[count]);
        var label = new byte[labelBytes];
        var image = 0;
        foreach (var path in paths)
        {
            using var stream = SetFile.Open(path, set);
            for (var left = stream.Length; left > 0; left -= label.Length + Pixels, image++)
            {
                stream.ReadExactly(label);
                labels[image] = SetFile.Label(label[^1], image, path, set, names.Length);
                stream.ReadExactly(pixels.AsSpan(image * Pixels, Pixels));
            }
        }
        return new ImageArray(pixels, labels, channels: 3, Side, Side, names);
    }

    private static long Records(string path, int length, string set)
    {
        using var stream = SetFile.Open(path, set);
        return stream.Length > 0 && stream.Length % length == 0
            ? stream.Length / length
            : throw SetFile.Damaged(path, set, $"{stream.Length} bytes are no whole number of records of {length}");
    }
}
