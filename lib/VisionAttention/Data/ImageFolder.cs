using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>A folder with a folder of picture files for each class, read image by image as <see cref="PictureFile"/> reads them.</summary>
/// <remarks>Classes and files are in the order of their names, byte by byte. What is kept in memory is the list of names. Every image is
/// turned as its EXIF orientation says, made as large as covers the common size, and its middle cut out.</remarks>
public sealed class ImageFolder : IImageSource
{
    private readonly string _folder;
    private readonly List<(int Label, string Name)> _files = [];

    /// <summary>Lists a folder; no image is read yet.</summary>
    /// <param name="folder">Holds CLASS/IMAGE.jpg and the like, images in folders of their own inside a class as well.</param>
    /// <param name="height">Rows of every image, from 1 to 4096.</param>
    /// <param name="width">Columns of every image, from 1 to 4096.</param>
    /// <param name="channels">3 for colour, 1 for grey.</param>
    /// <param name="classNames">The classes, where another folder of the same set has decided them; null takes this folder's.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">A size or number of channels out of range.</exception>
    /// <exception cref="InvalidDataException">No class, no image, or a class that the given names do not have.</exception>
    public ImageFolder(string folder, int height = 224, int width = 224, int channels = 3, IReadOnlyList<string>? classNames = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (height is < 1 or > 4096 || width is < 1 or > 4096)
            throw new ArgumentException($"a size of {height}×{width} is not from 1 to 4096");
        if (channels is not (1 or 3))
            throw new ArgumentException($"channels {channels} is neither 1 nor 3");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{BadFile.Path(folder)} is no folder. Fix: name a folder that holds a folder of images for each class");
        (_folder, Height, Width, Channels) = (folder, height, width, channels);
        var found = Readable(folder, () => Directory.GetDirectories(folder)).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal).ToArray();
        ClassNames = classNames ?? found;
        foreach (var name in found)
            Add(name);
        if (_files.Count == 0)
            throw new InvalidDataException($"{BadFile.Path(folder)}: no images found. Fix: name a folder that holds CLASS/IMAGE.jpg or .jpeg, .png, .webp, .bmp, .gif");
    }

    /// <inheritdoc/>
    public long Count => _files.Count;

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public long Label(long index)
    {
        ImageSourceRules.Index(this, index);
        return _files[(int)index].Label;
    }

    /// <inheritdoc/>
    public string NameOf(long index)
    {
        ImageSourceRules.Index(this, index);
        var (label, name) = _files[(int)index];
        return Path.Combine(_folder, ClassNames[label], name);
    }

    /// <inheritdoc/>
    public void Read(long index, Span<byte> pixels)
    {
        ImageSourceRules.Target(this, pixels.Length);
        PictureFile.Read(NameOf(index), pixels, Channels, Height, Width);
    }

    private void Add(string name)
    {
        var folder = Path.Combine(_folder, name);
        var files = Readable(folder, () => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            .Where(PictureFile.IsNamed)
            .Select(path => Path.GetRelativePath(folder, path))
            .Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
            return;
        var label = -1;
        for (var known = 0; known < ClassNames.Count && label < 0; known++)
            label = ClassNames[known] == name ? known : -1;
        if (label < 0)
            throw new InvalidDataException($"{BadFile.Path(folder)}: the class \"{BadFile.Path(name)}\" is not among the {ClassNames.Count} classes of the training images. Fix: rename the folder as one of them, or remove it");
        _files.AddRange(files.Select(file => (label, file)));
    }

    private static string[] Readable(string folder, Func<string[]> list)
    {
        try
        {
            return list();
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new InvalidDataException($"{BadFile.Path(folder)}: the folder cannot be listed ({BadFile.OneLine(failure.Message)}). Fix: allow it to be read, or remove it", failure);
        }
    }
}
