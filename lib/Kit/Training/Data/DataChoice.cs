using VisionAttention.Data;
using VisionAttention.Models;

namespace VisionAttention.Kit.Training.Data;

/// <summary>The one place where images come from.</summary>
internal static class DataChoice
{
    private const int FolderSize = 224;

    private const long LimitSeed = 1;
    private const string Shapes = "shapes";

    public static IReadOnlyList<string> Names => DataSets.Names;

    /// <summary>Refuses what no set could give, before anything is read.</summary>
    /// <exception cref="UsageProblem">No such set or folder, or a size for a set that has its own.</exception>
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
            _ => (3, ImageSize.Square(request.Size ?? FolderSize), 2),
        };
    }

    /// <summary>Reads the images.</summary>
    public static LoadedData Load(string root, DataRequest request)
    {
        var (train, test, normalisation) = DataSets.Load(root, request.Name, DataSets.Names.Contains(request.Name) && request.Name != Shapes ? null : request.Size);
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
            var bits = new CounterRandom(LimitSeed, epoch: 0, (long)RandomPurpose.Split, image).NextBits();
            chosen[image] = first + (long)(bits % (ulong)(end - first));
        }
        return new ImageSubset(source, chosen);
    }
}
