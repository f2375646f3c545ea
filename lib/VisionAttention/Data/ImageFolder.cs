using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>A folder with a folder of picture files for each class, read image by image as <see cref="PictureFile"/> reads them.</summary>
/// <remarks>Classes and files are in the order of their names, byte by byte; which files count is <see cref="FolderWalk"/>'s. What is kept in
/// memory is the list of names. Every image is turned as its EXIF orientation says, made as large as covers the common size, and its middle cut out.</remarks>
internal sealed class ImageFolder : IImageSource
{
    private const int MostShown = 5;

    private readonly string _folder;
    private readonly List<(int Label, string Name)> _files = [];

    /// <summary>Lists a folder of CLASS/IMAGE.jpg and the like, at any depth inside a class; no image is read yet.</summary>
    /// <param name="folder">The folder of the classes.</param>
    /// <param name="height">Rows that images are brought to.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">3 for colour or 1 for grey.</param>
    /// <param name="classNames">The classes, where another part of the same set has decided them.</param>
    /// <param name="walk">Knows the files of the other parts; null where there are none.</param>
    public ImageFolder(string folder, int height = 224, int width = 224, int channels = 3, IReadOnlyList<string>? classNames = null, FolderWalk? walk = null)
    {
        PictureFile.Check(height, width, channels);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{FileErrors.Path(folder)} is no folder. Fix: name a folder that holds a folder of images for each class");
        (_folder, Height, Width, Channels) = (folder, height, width, channels);
        walk ??= new FolderWalk(folder);
        var names = FolderWalk.Folders(folder);
        var classes = walk.Classes(folder, names);
        Check(names, classes, walk.PassedOver);
        ClassNames = classNames ?? names;
        for (var at = 0; at < names.Count; at++)
        {
            var label = ClassNames.ToList().IndexOf(names[at]);
            FileErrors.Unless(
                label >= 0,
                $"{FileErrors.Path(Path.Combine(folder, names[at]))}: the class \"{FileErrors.Path(names[at])}\" is not among the {Counted.Text(ClassNames.Count, "class")} of the training images. Fix: rename the folder as one of them, or remove it");
            _files.AddRange(classes[at].Images.Select(file => (label, file)));
        }
    }

    public long Count => _files.Count;

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    public IReadOnlyList<string> ClassNames { get; }

    public long Label(long index) => _files[(int)this.At(index)].Label;

    public string NameOf(long index)
    {
        var (label, name) = _files[(int)this.At(index)];
        return Path.Combine(_folder, ClassNames[label], name);
    }

    public void Read(long index, Span<byte> pixels) => PictureFile.Read(NameOf(this.At(index, pixels)), pixels, Channels, Height, Width);

    // A class that nothing is learned of would be a wrong number of classes, in silence.
    private void Check(IReadOnlyList<string> names, IReadOnlyList<(string[] Images, string PassedOver)> classes, string? passedOver)
    {
        var shown = FileErrors.Path(_folder);
        if (classes.All(entry => entry.Images.Length == 0))
        {
            var direct = Directory.GetFiles(_folder).Count(path => PictureFile.IsNamed(path) && !FolderWalk.IsLitter(Path.GetFileName(path)));
            FileErrors.Unless(direct == 0, $"{shown}: no folders of classes, {Counted.Text(direct, "image")} {(direct == 1 ? "lies" : "lie")} in the folder itself. Fix: put each image into a folder that has the name of its class");
            FileErrors.Unless(false, $"{shown}: no images found{(passedOver is null ? "" : $" ({passedOver})")}. Fix: name a folder that holds CLASS/IMAGE.jpg or {PictureFile.OtherEndings}");
        }
        var empty = names.Zip(classes).Where(entry => entry.Second.Images.Length == 0)
            .Select(entry => $"{FileErrors.Path(entry.First)} ({(entry.Second.PassedOver.Length == 0 ? "empty" : entry.Second.PassedOver)})").ToArray();
        FileErrors.Unless(
            empty.Length == 0,
            $"{shown}: no image is read of {(empty.Length == 1 ? "the class" : $"{empty.Length} classes,")} {string.Join(", ", empty.Take(MostShown))}{(empty.Length > MostShown ? ", …" : "")}. Fix: put JPEG or PNG files there, or remove the {Counted.Thing(empty.Length, "folder")}");
    }
}
