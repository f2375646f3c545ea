using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>Data sets by name, as a command line gives them.</summary>
public static class DataSets
{
    private const long HeldOutSeed = 1;
    private const long MostMeasured = 2000;
    private const int ShapesToTrainOn = 50_000;
    /// <summary>The names that <see cref="Load"/> knows, beside the path of a folder.</summary>
    public static IReadOnlyList<string> Names { get; } = ["fashion-mnist", "mnist", "kmnist", "cifar10", "cifar100", "shapes"];

    /// <summary>Loads a set, after comparing the checksums of its files.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="name">One of <see cref="Names"/>, or the path of a folder of images: with the classes in it, of each of which a tenth of the
    /// images is held out, or with two parts that hold the classes, <c>train</c> and <c>test</c> or what else they are often called.</param>
    /// <param name="size">Rows and columns of the images of a folder or of Shapes; null for 224 or 28. Other sets have their own.</param>
    /// <param name="classNames">The classes of a model that is to be judged: a folder that has some of them is taken to have all. Null for its own.</param>
    /// <param name="channels">3 to read the images of a folder in colour, 1 in grey; other sets have their own.</param>
    /// <param name="say">Told which part of a folder is held out, and what is passed over.</param>
    /// <returns>Images to train on, images to test on, and the normalisation measured on the former: on all, of a folder or Shapes on 2000.</returns>
    /// <exception cref="ArgumentException">No set and no folder has this name, or the set has a size of its own.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; the message names the command that fetches it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; likewise.</exception>
    public static (IImageSource Train, IImageSource Test, Normalisation Normalisation) Load(string root, string name, int? size = null, IReadOnlyList<string>? classNames = null, int channels = 3, Action<string>? say = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var isOfFiles = Names.Contains(name) && name != "shapes";
        if (isOfFiles && size is not null)
            throw new ArgumentException($"size {size} cannot be asked of {name}, whose images have one of their own");
        var (train, test) = name switch
        {
            "shapes" => Shapes(size ?? 28),
            _ when isOfFiles => Files(root, name),
            _ => Folder(name, size ?? 224, channels, classNames, say),
        };
        return (train, test, Normalisation.OfChannels(train, isOfFiles ? train.Count : MostMeasured));
    }

    /// <summary>The augmentation that suits a set.</summary>
    /// <param name="name">As <see cref="Load"/> takes it.</param>
    public static Augmentation AugmentationFor(string name) => name switch
    {
        "fashion-mnist" => Augmentation.ForFashionMnist,
        "mnist" or "kmnist" => Augmentation.ForMnist,
        "cifar10" or "cifar100" => Augmentation.ForCifar,
        // Every image is new as it is, and a shifted one may lose a shape.
        "shapes" => new Augmentation(),
        _ => Augmentation.ForPhotographs,
    };

    private static (IImageSource Train, IImageSource Test) Files(string root, string name)
    {
        DataSetFiles.Verify(root, name);
        var folder = Path.Combine(root, DataSetManifest.Read(root, name).Folder);
        return name switch
        {
            "fashion-mnist" => IdxSet.Read(folder, FashionMnist.ClassNames, name),
            "mnist" => IdxSet.Read(folder, IdxSet.DigitNames, name),
            "kmnist" => IdxSet.Read(folder, IdxSet.SyllableNames, name),
            "cifar10" => CifarSet.Read10(folder),
            _ => CifarSet.Read100(folder),
        };
    }

    private static (IImageSource Train, IImageSource Test) Shapes(int size) =>
        (new ShapesSet(ShapesTask.SameOrDifferent, ShapesToTrainOn, size), new ShapesSet(ShapesTask.SameOrDifferent, 10_000, size, first: ShapesToTrainOn));

    private static (IImageSource Train, IImageSource Test) Folder(string path, int size, int channels, IReadOnlyList<string>? classNames, Action<string>? say)
    {
        if (!Directory.Exists(path))
            throw new ArgumentException($"\"{path}\" is neither a folder nor one of: {string.Join(", ", Names)}");
        var parts = FolderParts.Of(path);
        var walk = new FolderWalk(parts is null ? [path] : [path, parts.Train, parts.HeldOut]);
        var known = classNames is not null && FolderWalk.Folders(parts?.Train ?? path).All(classNames.Contains) ? classNames : null;
        var all = new ImageFolder(parts?.Train ?? path, size, size, channels, classNames: known, walk: walk);
        IImageSource train = all;
        IImageSource heldOut;
        if (parts is null)
            (train, heldOut) = ImageSubset.Split(all, heldOut: 0.1, HeldOutSeed);
        else
            heldOut = new ImageFolder(parts.HeldOut, size, size, channels, classNames: all.ClassNames, walk: walk);
        FileErrors.Unless(
            train.Count > 0 && heldOut.Count > 0,
            $"{FileErrors.Path(path)}: {Counted.Text(all.Count, "image")} {(all.Count == 1 ? "is" : "are")} too few to hold a tenth out. Fix: put them into train and test");
        if (parts is not null)
            say?.Invoke(parts.Note);
        if (walk.PassedOver is { } note)
            say?.Invoke(note);
        return (train, heldOut);
    }
}
