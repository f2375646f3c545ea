using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>Images made on the fly in which only a comparison across the whole image tells the class.</summary>
/// <remarks>
/// The image is a grid of 3×3 cells; shapes lie in corner cells and, for one task, in the centre, each shifted and lit by chance, on
/// noise. All shapes have nine squares, and how many there are does not depend on the class: neither the number of bright pixels nor
/// any cell alone has anything to do with it. For two shapes the class depends on the pair; for <see cref="ShapesTask.CountParity"/> on
/// all four, any three telling nothing. Every image is computed from seed and index alone; of as many images in a row as there are
/// classes, counted from index 0, each class has one.
/// </remarks>
public sealed class ShapesSet : IImageSource
{
    private const int Cells = 3;
    private const int Smallest = Cells * ShapeGlyphs.Side;
    private const int Centre = 4;
    private static readonly int[] Corners = [0, 2, 6, 8];

    private readonly long _seed;
    private readonly long _first;

    /// <summary>A set of images.</summary>
    /// <param name="task">The question.</param>
    /// <param name="count">Number of images, above 0.</param>
    /// <param name="size">Rows and columns of an image, from 15 to 1024.</param>
    /// <param name="seed">Decides the images.</param>
    /// <param name="first">Number of the first image in the endless row that the seed stands for: sets that do not overlap share none.</param>
    /// <exception cref="ArgumentException">A number out of range.</exception>
    public ShapesSet(ShapesTask task, long count, int size = 28, long seed = 1, long first = 0)
    {
        if (!Enum.IsDefined(task))
            throw new ArgumentException($"task {(int)task} is unknown");
        Require.AboveZero(count, "count");
        if (size is < Smallest or > 1024)
            throw new ArgumentException($"size {size} is not from {Smallest} to 1024");
        if (first < 0 || first > long.MaxValue - count)
            throw new ArgumentException($"first {first} is below 0, or the last image has no number");
        (Task, Count, Height, Width, _seed, _first) = (task, count, size, size, seed, first);
    }

    /// <summary>The question.</summary>
    public ShapesTask Task { get; }

    /// <inheritdoc/>
    public long Count { get; }

    /// <inheritdoc/>
    public int Channels => 1;

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Task switch
    {
        ShapesTask.SameOrDifferent => ["different", "same"],
        ShapesTask.MatchesCentre => ["top left", "top right", "bottom left", "bottom right"],
        _ => ["even", "odd"],
    };

    /// <inheritdoc/>
    public long Label(long index)
    {
        var classes = ClassNames.Count;
        var number = _first + this.At(index);
        // A shuffle of the classes for each group of images.
        var random = new KeyedRandom(_seed, (long)Task, (long)RandomPurpose.Split, number / classes);
        Span<long> labels = stackalloc long[classes];
        for (var place = 0; place < classes; place++)
        {
            var chosen = (int)random.NextBelow(place + 1);
            labels[place] = labels[chosen];
            labels[chosen] = place;
        }
        return labels[(int)(number % classes)];
    }

    /// <inheritdoc/>
    public void Read(long index, Span<byte> pixels)
    {
        var random = new KeyedRandom(_seed, (long)Task, (long)RandomPurpose.Content, _first + this.At(index, pixels));
        Span<int> glyphs = stackalloc int[Cells * Cells];
        Arrange(Label(index), glyphs, ref random);
        foreach (ref var pixel in pixels)
            pixel = (byte)random.NextBelow(41);
        var cell = Width / Cells;
        var scale = Math.Max(1, (cell - 2) / ShapeGlyphs.Side);
        var room = cell - scale * ShapeGlyphs.Side;
        for (var place = 0; place < glyphs.Length; place++)
        {
            if (glyphs[place] < 0)
                continue;
            var top = place / Cells * (Height - cell) / (Cells - 1) + (int)random.NextBelow(room + 1);
            var left = place % Cells * (Width - cell) / (Cells - 1) + (int)random.NextBelow(room + 1);
            ShapeGlyphs.Draw(pixels, Width, glyphs[place], top, left, scale, light: (byte)(140 + random.NextBelow(116)));
        }
    }

    /// <summary>Which shape each cell has, −1 for none, row by row.</summary>
    internal int[] GlyphsOf(long index)
    {
        var glyphs = new int[Cells * Cells];
        var random = new KeyedRandom(_seed, (long)Task, (long)RandomPurpose.Content, _first + index);
        Arrange(Label(index), glyphs, ref random);
        return glyphs;
    }

    private void Arrange(long label, Span<int> glyphs, ref KeyedRandom random)
    {
        glyphs.Fill(-1);
        switch (Task)
        {
            case ShapesTask.SameOrDifferent:
                glyphs[0] = (int)random.NextBelow(ShapeGlyphs.Count);
                glyphs[8] = label == 1 ? glyphs[0] : Other(glyphs[0], ref random);
                break;
            case ShapesTask.MatchesCentre:
                glyphs[Centre] = (int)random.NextBelow(ShapeGlyphs.Count);
                for (var corner = 0; corner < Corners.Length; corner++)
                    glyphs[Corners[corner]] = corner == label ? glyphs[Centre] : Other(glyphs[Centre], ref random);
                break;
            default:
                var odd = 0L;
                for (var corner = 0; corner < Corners.Length; corner++)
                {
                    var last = corner == Corners.Length - 1;
                    var isCross = last ? odd != label : random.NextIs(0.5);
                    odd ^= isCross ? 1 : 0;
                    glyphs[Corners[corner]] = isCross ? 0 : Other(0, ref random);
                }
                break;
        }
    }

    private static int Other(int glyph, ref KeyedRandom random)
    {
        var other = (int)random.NextBelow(ShapeGlyphs.Count - 1);
        return other < glyph ? other : other + 1;
    }
}

/// <summary>A question about shapes that lie far apart.</summary>
public enum ShapesTask
{
    /// <summary>Whether the shapes in the top left and the bottom right corner are the same.</summary>
    SameOrDifferent,

    /// <summary>In which of the four corners the shape of the centre is found again.</summary>
    MatchesCentre,

    /// <summary>Whether the number of upright crosses in the four corners is even or odd.</summary>
    CountParity,
}

/// <summary>Eight shapes of nine squares each on a grid of 5×5; the first is the upright cross.</summary>
internal static class ShapeGlyphs
{
    /// <summary>Rows and columns of the grid.</summary>
    public const int Side = 5;

    public static int Count => Rows.Length;

    private static readonly string[] Rows =
    [
        "..#.. ..#.. ##### ..#.. ..#..",
        "#...# .#.#. ..#.. .#.#. #...#",
        "##### ..#.. ..#.. ..#.. ..#..",
        "#.... #.... #.... #.... #####",
        "..... .###. .###. .###. .....",
        "#...# #...# .#.#. .#.#. ..#..",
        "..#.. .#.#. #.#.# .#.#. ..#..",
        "..... #...# #...# #...# .###.",
    ];

    /// <summary>Whether a square of a shape is filled.</summary>
    public static bool IsFilled(int glyph, int row, int column) => Rows[glyph][row * (Side + 1) + column] == '#';

    /// <summary>Draws a shape, each square of it scale × scale pixels.</summary>
    public static void Draw(Span<byte> pixels, int width, int glyph, int top, int left, int scale, byte light)
    {
        for (var row = 0; row < Side * scale; row++)
        {
            for (var column = 0; column < Side * scale; column++)
            {
                if (IsFilled(glyph, row / scale, column / scale))
                    pixels[(top + row) * width + left + column] = light;
            }
        }
    }
}
