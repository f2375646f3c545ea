namespace VisionAttention.Data;

/// <summary>Eight shapes of nine squares each on a grid of 5×5.</summary>
internal static class ShapeGlyphs
{
    /// <summary>Rows and columns of the grid.</summary>
    public const int Side = 5;

    /// <summary>Number of shapes; the first is the upright cross.</summary>
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
