using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>The two parts of a folder that is split already: images to train on, images that are held out.</summary>
/// <remarks>By their common names in any case. A folder is split where both names are there and the first holds folders of images, the classes:
/// a class may be called train as well.</remarks>
internal sealed record FolderParts(string Train, string HeldOut, string Note)
{
    private static readonly string[] TrainNames = ["train", "training"];

    // In the order in which they are preferred.
    private static readonly string[] HeldOutNames = ["test", "testing", "val", "valid", "validation"];

    /// <summary>The rule, for a help text.</summary>
    public static string Rule { get; } =
        $"{string.Join(" or ", TrainNames)} with the classes in it, and {string.Join(", ", HeldOutNames[..^1])} or {HeldOutNames[^1]}, the first of which that holds classes is held out, "
        + "in capitals or not. Beside folders of other names, one of the two alone, or a first that holds no folders, is a class like any other";

    /// <summary>The parts of a folder; null where its folders are the classes themselves.</summary>
    /// <exception cref="InvalidDataException">Its folders are called as parts, but are none.</exception>
    public static FolderParts? Of(string folder)
    {
        var names = FolderWalk.Folders(folder);
        var trains = names.Where(name => IsOneOf(TrainNames, name)).ToArray();
        var others = HeldOutNames.SelectMany(known => names.Where(name => IsOneOf([known], name))).ToArray();
        var withClasses = trains.Where(name => HoldsClasses(Path.Combine(folder, name))).ToArray();
        var shown = FileErrors.Path(folder);
        FileErrors.Unless(
            withClasses.Length < 2 || others.Length == 0,
            $"{shown} has {withClasses.FirstOrDefault()} and {withClasses.LastOrDefault()}, which both hold classes. Fix: leave one of them");
        if (withClasses is [var train] && others.Length > 0)
        {
            var heldOut = Array.Find(others, name => HoldsClasses(Path.Combine(folder, name)));
            FileErrors.Unless(
                heldOut is not null,
                $"{shown}: {string.Join(" and ", others)} holds no folders of images, one for each class as in {train}. Fix: sort its images into such folders, or name {FileErrors.Path(Path.Combine(folder, train))}, of which a tenth is then held out");
            var unused = names.Where(name => name != train && name != heldOut).ToArray();
            var note = $"training on {train}, held out: {heldOut}{(unused.Length == 0 ? "" : $"; not used: {string.Join(", ", unused)}")}";
            return new FolderParts(Path.Combine(folder, train), Path.Combine(folder, heldOut), FileErrors.Path(note));
        }
        if (names.Count == 0 || trains.Length + others.Length < names.Count)
        {
            RequireClasses(folder, names);
            return null;
        }
        // Nobody has classes with only such names.
        FileErrors.Unless(
            withClasses.Length == 0,
            $"{shown} has {withClasses.FirstOrDefault()}, but none of {string.Join(", ", HeldOutNames)}. Fix: name {FileErrors.Path(Path.Combine(folder, withClasses.FirstOrDefault() ?? ""))}, of which a tenth is then held out, or add test");
        FileErrors.Unless(
            trains.Length > 0,
            $"{shown} has {string.Join(", ", others)}, but no train to learn from. Fix: add it, or name a folder whose folders are the classes");
        FileErrors.Unless(
            others.Length == 0,
            $"{shown}: {string.Join(" and ", trains)} holds no folders of images, one for each class. Fix: sort its images into folders that have the names of their classes");
        return null;
    }

    // Parts under names that are not known here would be classes in silence.
    private static void RequireClasses(string folder, IReadOnlyList<string> names)
    {
        var inside = names.Select(name => FolderWalk.Folders(Path.Combine(folder, name))).ToArray();
        FileErrors.Unless(
            inside.Length < 2 || inside[0].Count < 2 || !Array.TrueForAll(inside, folders => folders.SequenceEqual(inside[0])) || names.Any(name => HoldsImages(Path.Combine(folder, name))),
            $"{FileErrors.Path(folder)}: {Listed(names)} hold the same folders, {Listed(inside.FirstOrDefault() ?? [])}, and no images beside them: parts of a set rather than classes. Fix: call two of them train and val, or take the images of each class out of its folders");
    }

    private static string Listed(IReadOnlyList<string> names) => FileErrors.OneLine(string.Join(", ", names));

    private static bool HoldsImages(string folder) => Directory.EnumerateFiles(folder).Any(PictureFile.IsNamed);

    private static bool IsOneOf(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    // A single folder beside images is a class's own.
    private static bool HoldsClasses(string folder)
    {
        var anywhere = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
        var least = HoldsImages(folder) ? 2 : 1;
        return FolderWalk.Folders(folder).Where(name => Directory.EnumerateFiles(Path.Combine(folder, name), "*", anywhere).Any(PictureFile.IsNamed)).Take(least).Count() == least;
    }
}
