namespace VisionAttention.Data.Files;

/// <summary>Turns the four inks of a printer's JPEG into red, green and blue or grey.</summary>
internal static class FourColours
{
    /// <summary>Gives the old buffer back and returns a new one.</summary>
    /// <remarks>Such files hold inverted inks, as Adobe's programs write them: 255 is no ink. A colour is its ink times black.</remarks>
    public static PixelBuffer Convert(PixelBuffer inks, int channels)
    {
        var colours = new PixelBuffer(inks.Height, inks.Width, channels);
        ReadOnlySpan<byte> from = inks.Bytes;
        var to = colours.Bytes;
        for (int source = 0, target = 0; source < from.Length; source += 4, target += channels)
        {
            var black = from[source + 3];
            var (red, green, blue) = (from[source] * black / 255, from[source + 1] * black / 255, from[source + 2] * black / 255);
            if (channels == 1)
                to[target] = (byte)((299 * red + 587 * green + 114 * blue) / 1000);
            else
                (to[target], to[target + 1], to[target + 2]) = ((byte)red, (byte)green, (byte)blue);
        }
        inks.Dispose();
        return colours;
    }
}
