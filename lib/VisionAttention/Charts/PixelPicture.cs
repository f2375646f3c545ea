using Plotly.NET;
using VisionAttention.Data;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>A picture as bytes, grey (1 channel) or red-green-blue: row by row, pixel by pixel, channel by channel.</summary>
internal sealed record PixelPicture(int Rows, int Columns, int Channels, byte[] Bytes)
{
    /// <summary>The most bytes of all pictures of one figure; larger ones are shrunk.</summary>
    private const int MostBytes = 72 * 1024;

    private const double Rounding = 1e-3;

    /// <summary>The picture as a data address.</summary>
    public string Source => "data:image/png;base64," + Convert.ToBase64String(PictureEncoder.Png(Bytes, Rows, Columns, Channels));

    /// <summary>The picture in a thin frame, without which white paper around a white picture would hide where it ends.</summary>
    public GenericChart Drawn() => Chart.Image<string>(Source: Source, ShowLegend: false).WithoutAxes().Framed();

    /// <summary>A grey picture that uses the full range from black to white.</summary>
    public static PixelPicture Stretched(double[,] image, string name)
    {
        ChartRules.Filled(image, name);
        var (lowest, highest) = image.Range();
        var span = highest > lowest ? highest - lowest : 1;
        return new PixelPicture(image.GetLength(0), image.GetLength(1), 1, [.. image.Cast<double>().Select(value => (byte)Math.Round((value - lowest) / span * 255))]);
    }

    /// <summary>One picture: [rows, columns] or [1 or 3, rows, columns].</summary>
    public static PixelPicture From(Tensor image, string name)
    {
        ArgumentNullException.ThrowIfNull(image, name);
        if (image.ndim is not (2 or 3))
            throw new ArgumentException($"{name} is {Shapes.Text(image)}, expected [rows, columns] or [1 or 3, rows, columns]");
        using var scope = NewDisposeScope();
        return Batch(image.reshape([1, image.ndim == 2 ? 1 : image.shape[0], .. image.shape[^2..]]), name, mostPictures: 1)[0];
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
        var most = images.is_floating_point() || images.dtype == ScalarType.Bool ? 1 : 255;
        var numbers = images.detach().cpu().permute(0, 2, 3, 1).to(float64).contiguous().data<double>().ToArray();    // [B, rows, columns, channels]
        var bytes = Array.ConvertAll(numbers, value => Byte(value, most, name));
        var (rows, columns, channels) = ((int)shape[2], (int)shape[3], (int)shape[1]);
        return [.. bytes.Chunk(rows * columns * channels).Select(part => new PixelPicture(rows, columns, channels, part))];
    }

    /// <summary>Makes pictures smaller by means over square blocks until all fit into a figure; pictures that fit stay as they are.</summary>
    public static IReadOnlyList<PixelPicture> Fitting(IReadOnlyList<PixelPicture> pictures, int mostBytes = MostBytes)
    {
        var block = Blocks.Fitting(mostBytes, block => pictures.Sum(picture => Blocks.Count(picture.Rows, block) * (long)Blocks.Count(picture.Columns, block) * picture.Channels));
        return block == 1 ? pictures : [.. pictures.Select(picture => picture.Shrunk(block))];
    }

    public PixelPicture InGrey() => Channels == 1
        ? this
        : new PixelPicture(Rows, Columns, 1, [.. Bytes.Chunk(3).Select(pixel => (byte)Math.Round(0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]))]);

    private PixelPicture Shrunk(int block)
    {
        var (rows, columns) = (Blocks.Count(Rows, block), Blocks.Count(Columns, block));
        var bytes = new byte[rows * columns * Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            var plane = new double[Rows, Columns];
            for (var pixel = 0; pixel < plane.Length; pixel++)
                plane[pixel / Columns, pixel % Columns] = Bytes[pixel * Channels + channel];
            var place = channel;
            foreach (var mean in Blocks.Means(plane, block))
            {
                bytes[place] = (byte)Math.Round(mean);
                place += Channels;
            }
        }
        return new PixelPicture(rows, columns, Channels, bytes);
    }

    private static byte Byte(double value, int most, string name) => value >= -Rounding && value <= most + Rounding
        ? (byte)Math.Round(Math.Clamp(value / most, 0, 1) * 255)
        : throw new ArgumentException(FormattableString.Invariant(
            $"{name} hold {value}: floats must be 0 to 1 and whole numbers 0 to 255 (divide by 255, or undo the normalisation)"));
}
