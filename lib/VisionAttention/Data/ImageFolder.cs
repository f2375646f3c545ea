using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>A folder with a folder of picture files for each class, read image by image as <see cref="PictureFile"/> reads them.</summary>
/// <remarks>Classes and files are in the order of their names, byte by byte. What is kept in memory is the list of names. Every image is
/// turned as its EXIF orientation says, made as large as covers the common size, and its middle cut out.</remarks>
internal sealed class ImageFolder : IImageSource
{
    private readonly string _folder;
    private readonly List<(int Label, string Name)> _files = [];

    /// <summary>Lists a folder of CLASS/IMAGE.jpg and the like, at any depth inside a class; no image is read yet.</summary>
    public ImageFolder(string folder, int height = 224, int width = 224, int channels = 3, IReadOnlyList<string>? classNames = null)
    {
        PictureFile.Check(height, width, channels);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{FileErrors.Path(folder)} is no folder. Fix: name a folder that holds a folder of images for each class");
        (_folder, Height, Width, Channels) = (folder, height, width, channels);
        var found = Readable(folder, Directory.GetDirectories)
            .Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal).ToList();
        // Another folder of the same set may have decided them.
        ClassNames = classNames ?? found;
        found.ForEach(Add);
        FileErrors.Unless(_files.Count > 0, $"{FileErrors.Path(folder)}: no images found. Fix: name a folder that holds CLASS/IMAGE.jpg or .jpeg, .png, .webp, .bmp, .gif");
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

    private void Add(string name)
    {
        var folder = Path.Combine(_folder, name);
        var files = Readable(folder, path => Directory.GetFiles(path, "*", SearchOption.AllDirectories))
            .Where(PictureFile.IsNamed).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
            return;
        var label = ClassNames.ToList().IndexOf(name);
        FileErrors.Unless(
            label >= 0,
            $"{FileErrors.Path(folder)}: the class \"{FileErrors.Path(name)}\" is not among the {ClassNames.Count} classes of the training images. Fix: rename the folder as one of them, or remove it");
        _files.AddRange(files.Select(file => (label, file)));
    }

    private static string[] Readable(string folder, Func<string, string[]> list)
    {
        try
        {
            return list(folder);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new InvalidDataException($"{FileErrors.Path(folder)}: the folder cannot be listed ({FileErrors.OneLine(failure.Message)}). Fix: allow it to be read, or remove it", failure);
        }
    }
}
