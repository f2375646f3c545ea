using VisionAttention.Data;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Charts;

/// <summary>A picture as bytes, grey or red-green-blue, ready for a figure.</summary>
/// <param name="Rows">Height in pixels.</param>
/// <param name="Columns">Width in pixels.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Bytes">Row by row, pixel by pixel, channel by channel.</param>
internal sealed record PixelPicture(int Rows, int Columns, int Channels, byte[] Bytes)
{
    /// <summary>The most bytes of all pictures of one figure; larger ones are shrunk.</summary>
    public const int MostBytes = 72 * 1024;

    private const double Rounding = 1e-3;

    /// <summary>The picture as a data address.</summary>
    public string Source => "data:image/png;base64," + Convert.ToBase64String(PictureEncoder.Png(Bytes, Rows, Columns, Channels));

    /// <summary>A grey picture that uses the full range from black to white.</summary>
    public static PixelPicture Stretched(double[,] image, string name)
    {
        MapRules.Filled(image, name);
        var (lowest, highest) = MapRules.Range(image);
        var span = highest > lowest ? highest - lowest : 1;
        var bytes = new byte[image.Length];
        var place = 0;
        foreach (var value in image)
            bytes[place++] = (byte)Math.Round((value - lowest) / span * 255);
        return new PixelPicture(image.GetLength(0), image.GetLength(1), 1, bytes);
    }

    /// <summary>One picture: [rows, columns] or [1 or 3, rows, columns].</summary>
    public static PixelPicture From(Tensor image, string name)
    {
        ArgumentNullException.ThrowIfNull(image, name);
        if (image.ndim is not (2 or 3))
            throw new ArgumentException($"{name} is {Shapes.Text(image)}, expected [rows, columns] or [1 or 3, rows, columns]");
        using var scope = NewDisposeScope();
        return Batch(image.reshape([1, image.ndim == 2 ? 1 : image.shape[0], .. image.shape[^2..]]), name, 1)[0];
    }

    /// <summary>Pictures of a batch [B, 1 or 3, rows, columns]: floats from 0 to 1, or whole numbers from 0 to 255.</summary>
    public static IReadOnlyList<PixelPicture> Batch(Tensor images, string name, int mostPictures)
    {
        ArgumentNullException.ThrowIfNull(images, name);
        var shape = images.shape;
        if (shape.Length != 4 || shape[1] is not (1 or 3))
            throw new ArgumentException($"{name} are {Shapes.Text(images)}, expected [B, 1 or 3, rows, columns]");
        if (images.numel() == 0)
            throw new ArgumentException($"{name} are {Shapes.Text(images)}: there is no pixel to draw");
        if (shape[0] > mostPictures)
            throw new ArgumentException($"{name} are {shape[0]} pictures, at most {mostPictures} fit: draw a part, such as {name}.narrow(0, 0, {mostPictures})");
        using var scope = NewDisposeScope();
        var isFraction = images.is_floating_point() || images.dtype == ScalarType.Bool;
        var numbers = images.detach().cpu().permute(0, 2, 3, 1).to(float64).contiguous().data<double>().ToArray();    // [B, rows, columns, channels]
        var bytes = new byte[numbers.Length];
        for (var index = 0; index < bytes.Length; index++)
            bytes[index] = Byte(numbers[index], isFraction, name);
        var (rows, columns, channels) = ((int)shape[2], (int)shape[3], (int)shape[1]);
        return [.. bytes.Chunk(rows * columns * channels).Select(part => new PixelPicture(rows, columns, channels, part))];
    }

    /// <summary>Makes pictures smaller by means over square blocks until all fit into a figure; pictures that fit stay as they are.</summary>
    public static IReadOnlyList<PixelPicture> Fitting(IReadOnlyList<PixelPicture> pictures, int mostBytes = MostBytes)
    {
        var block = 1;
        while (pictures.Sum(picture => Blocks.Count(picture.Rows, block) * (long)Blocks.Count(picture.Columns, block) * picture.Channels) > mostBytes)
            block++;
        return block == 1 ? pictures : [.. pictures.Select(picture => picture.Shrunk(block))];
    }

    /// <summary>The same picture in grey.</summary>
    public PixelPicture InGrey()
    {
        if (Channels == 1)
            return this;
        var grey = new byte[Rows * Columns];
        for (var index = 0; index < grey.Length; index++)
            grey[index] = (byte)Math.Round(0.299 * Bytes[3 * index] + 0.587 * Bytes[3 * index + 1] + 0.114 * Bytes[3 * index + 2]);
        return new PixelPicture(Rows, Columns, 1, grey);
    }

    private PixelPicture Shrunk(int block)
    {
        var (rows, columns) = (Blocks.Count(Rows, block), Blocks.Count(Columns, block));
        var bytes = new byte[rows * columns * Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            var plane = new double[Rows, Columns];
            for (var row = 0; row < Rows; row++)
            {
                for (var column = 0; column < Columns; column++)
                    plane[row, column] = Bytes[(row * Columns + column) * Channels + channel];
            }
            var place = channel;
            foreach (var mean in Blocks.Means(plane, block))
            {
                bytes[place] = (byte)Math.Round(mean);
                place += Channels;
            }
        }
        return new PixelPicture(rows, columns, Channels, bytes);
    }

    private static byte Byte(double value, bool isFraction, string name)
    {
        var most = isFraction ? 1 : 255;
        if (!(value >= -Rounding && value <= most + Rounding))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{name} hold {value}: floats must be 0 to 1 and whole numbers 0 to 255 (divide by 255, or undo the normalisation)"));
        }
        return (byte)Math.Round(Math.Clamp(value / most, 0, 1) * 255);
    }
}

/// <summary>Tables made smaller by means over square blocks; blocks at the right and lower edge may be smaller.</summary>
internal static class Blocks
{
    public static int Count(int length, int block)
    {
        return (length + block - 1) / block;
    }

    /// <summary>The mean of each block.</summary>
    public static double[,] Means(double[,] table, int block)
    {
        if (block == 1)
            return table;
        var (rows, columns) = (table.GetLength(0), table.GetLength(1));
        var means = new double[Count(rows, block), Count(columns, block)];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                means[row / block, column / block] += table[row, column];
        }
        for (var row = 0; row < means.GetLength(0); row++)
        {
            for (var column = 0; column < means.GetLength(1); column++)
                means[row, column] /= Math.Min(block, rows - row * block) * Math.Min(block, columns - column * block);
        }
        return means;
    }
}
