using VisionAttention.Data;
using VisionAttention.Kit.Notebooks;

namespace Kit.Tests.Notebooks;

public class PalettePngTests
{
    [Fact]
    public void A_picture_of_few_colours_keeps_every_pixel()
    {
        using var picture = Picture(7, 3, index => index % 5 * 0x010203);
        var file = PalettePng.Write(picture);
        Assert.Equal(file, PalettePng.Write(picture));

        using var read = PictureDecoder.Decode(file, channels: 3);

        Assert.Equal((3, 7), (read.Height, read.Width));
        Assert.Equal(picture.Bytes, read.Bytes);
        // Eight bits, colours from a palette.
        Assert.Equal([8, 3], file[24..26]);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(17)]
    [InlineData(1)]
    public void A_picture_of_many_colours_gets_near_ones(int colours)
    {
        using var picture = Gradient(64, 48);
        using var read = PictureDecoder.Decode(PalettePng.Write(picture, colours), channels: 3);
        var errors = Enumerable.Range(0, 64 * 48).Select(pixel => Math.Abs(picture.Bytes[3 * pixel + 1] - read.Bytes[3 * pixel + 1]));

        Assert.Equal(colours, read.Bytes.ToArray().Chunk(3).Select(pixel => (pixel[0], pixel[1], pixel[2])).Distinct().Count());
        Assert.True(errors.Average() <= 128.0 / Math.Cbrt(colours), $"mean error {errors.Average()}");
    }

    private static PixelBuffer Gradient(int width, int height) => Picture(width, height, index => index * 7919 % 0xffffff);

    private static PixelBuffer Picture(int width, int height, Func<int, int> colour)
    {
        var picture = new PixelBuffer(height, width, 3);
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            for (var part = 0; part < 3; part++)
                picture.Bytes[3 * pixel + part] = (byte)(colour(pixel) >> (16 - 8 * part));
        }

        return picture;
    }
}
