namespace VisionAttention.Data.Augmenting;

/// <summary>Rotation, shear and shift about the middle of an image, with black outside.</summary>
internal static class Warp
{
    /// <summary>Turns anticlockwise.</summary>
    public static void Rotate(ImageBench bench, double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        Apply(bench, (float)cosine, (float)-sine, 0, (float)sine, (float)cosine, 0);
    }

    /// <summary>Shifts each row by its height above the middle times a share, or each column likewise.</summary>
    public static void Shear(ImageBench bench, double alongRows, double alongColumns)
    {
        Apply(bench, 1, (float)alongRows, 0, (float)alongColumns, 1, 0);
    }

    /// <summary>Shifts by pixels, to the left and up where positive.</summary>
    public static void Shift(ImageBench bench, double columns, double rows)
    {
        Apply(bench, 1, 0, (float)columns, 0, 1, (float)rows);
    }

    // Backwards: where a pixel of the result comes from, about the middle. x' = xx·x + xy·y + xShift, y' = yx·x + yy·y + yShift.
    private static void Apply(ImageBench bench, float xx, float xy, float xShift, float yx, float yy, float yShift)
    {
        var (height, width) = (bench.Height, bench.Width);
        var (middleRow, middleColumn) = ((height - 1) / 2f, (width - 1) / 2f);
        ReadOnlySpan<byte> from = bench.Pixels;
        var to = bench.Spare;
        var area = height * width;
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (right, down) = (column - middleColumn, row - middleRow);
                var x = xx * right + xy * down + xShift + middleColumn;
                var y = yx * right + yy * down + yShift + middleRow;
                var place = row * width + column;
                if (!(x > -1 && y > -1 && x < width && y < height))
                {
                    for (var channel = 0; channel < bench.Channels; channel++)
                        to[channel * area + place] = 0;
                    continue;
                }
                var left = (int)MathF.Floor(x);
                var top = (int)MathF.Floor(y);
                var (shareRight, shareDown) = (x - left, y - top);
                for (var channel = 0; channel < bench.Channels; channel++)
                {
                    var plane = from.Slice(channel * area, area);
                    var above = Blend(At(plane, top, left, height, width), At(plane, top, left + 1, height, width), shareRight);
                    var below = Blend(At(plane, top + 1, left, height, width), At(plane, top + 1, left + 1, height, width), shareRight);
                    to[channel * area + place] = (byte)(Blend(above, below, shareDown) + 0.5f);
                }
            }
        }
        bench.Swap();
    }

    private static float At(ReadOnlySpan<byte> plane, int row, int column, int height, int width)
    {
        return (uint)row < (uint)height && (uint)column < (uint)width ? plane[row * width + column] : 0;
    }

    private static float Blend(float first, float second, float share) => first + (second - first) * share;
}
