using VisionAttention.Data;
using VisionAttention.Models;
using VisionAttention.Training;

namespace VisionAttention.Kit.Training;

/// <summary>The one place where images come from.</summary>
internal static class DataChoice
{
    private const int FolderSize = 224;
    private const int Colour = 3;

    private const long LimitSeed = 1;
    private const string Shapes = "shapes";

    public static IReadOnlyList<string> Names => DataSets.Names;

    /// <summary>Refuses what no set could give, before anything is read.</summary>
    public static void Check(DataRequest request)
    {
        var isNamed = Names.Contains(request.Name);
        if (!isNamed && !Directory.Exists(request.Name))
            throw new UsageProblem($"--data {request.Name} is neither a folder nor one of {string.Join(", ", Names)}");
        if (isNamed && request.Name != Shapes && request.Size is { } size)
            throw new UsageProblem($"--image-size {size} cannot be asked of {request.Name}, whose images have a size of their own: leave it out");
    }

    /// <summary>What the images will be like, so that a model can be checked before they are read; a folder's classes are a guess.</summary>
    public static (int Channels, ImageSize Image, int Classes) Kind(DataRequest request)
    {
        return request.Name switch
        {
            "fashion-mnist" or "mnist" or "kmnist" => (1, ImageSize.Square(28), 10),
            "cifar10" => (3, ImageSize.Square(32), 10),
            "cifar100" => (3, ImageSize.Square(32), 100),
            Shapes => (1, ImageSize.Square(request.Size ?? 28), 2),
            _ => (request.Channels ?? Colour, ImageSize.Square(request.Size ?? FolderSize), 2),
        };
    }

    /// <summary>The same images as a model that was trained takes them, as far as they can be brought to it: its size where none is named, a folder in its channels.</summary>
    public static DataRequest As(DataRequest request, ModelRecipe model)
    {
        if (Names.Contains(request.Name) && request.Name != Shapes)
            return request;
        return request with { Size = request.Size ?? (int)model.Image.Height, Channels = request.Name == Shapes ? null : model.Channels };
    }

    /// <summary>Reads the images.</summary>
    public static LoadedData Load(string root, DataRequest request, IReadOnlyList<string>? classNames = null, Action<string>? say = null)
    {
        var (train, test, normalisation) = DataSets.Load(root, request.Name, DataSets.Names.Contains(request.Name) && request.Name != Shapes ? null : request.Size, classNames, request.Channels ?? Colour, say);
        return new LoadedData(Some(train, request.Limit), Some(test, request.TestLimit), normalisation);
    }

    // One of each stretch, by chance: as many of each class as its share, be the set sorted by class or classes take turns in it.
    private static IImageSource Some(IImageSource source, long? limit)
    {
        if (limit is not { } count || count >= source.Count)
            return source;
        var chosen = new long[count];
        for (var image = 0L; image < count; image++)
        {
            var (first, end) = ((long)((Int128)image * source.Count / count), (long)((Int128)(image + 1) * source.Count / count));
            var bits = new KeyedRandom(LimitSeed, epoch: 0, (long)RandomPurpose.Split, image).NextBits();
            chosen[image] = first + (long)(bits % (ulong)(end - first));
        }
        return new ImageSubset(source, chosen);
    }
}

/// <summary>Which images.</summary>
/// <param name="Name">A data set's name, or a folder.</param>
/// <param name="Size">Rows and columns that a folder's images are brought to; null for the set's own size.</param>
/// <param name="Limit">Training images used at most.</param>
/// <param name="TestLimit">Held-out images used at most.</param>
internal sealed record DataRequest(string Name, int? Size, long? Limit, long? TestLimit)
{
    /// <summary>Channels in which a folder's images are read; null for colour, and for a set that has its own.</summary>
    public int? Channels { get; init; }
}

/// <summary>Images to train on, images to test on, and how they become numbers.</summary>
internal sealed record LoadedData(IImageSource Train, IImageSource Test, Normalisation Normalisation)
{
    public ImageSize Image => new(Train.Height, Train.Width);
}
