using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisionAttention.Kernels.FusedCpu;

/// <summary>Brings a row of a unit's pixels from a tensor into scratch memory, [channel][lane], and back.</summary>
internal static unsafe class Rows
{
    /// <summary>Reads a row; the lanes behind the last pixel are left as they are.</summary>
    /// <param name="layout">Sizes.</param>
    /// <param name="map">The tensor.</param>
    /// <param name="unit">Which head of which images.</param>
    /// <param name="row">Row of the image.</param>
    /// <param name="to">Lane 0 of channel 0.</param>
    /// <param name="pitch">Floats from a channel to the next in scratch memory.</param>
    /// <param name="factor">Multiplied with every number.</param>
    /// <param name="nothing">Zeros to read in place of images behind the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(UnitLayout layout, in MapView map, int unit, int row, float* to, nint pitch, float factor, float* nothing)
    {
        var (image, channel, lanes) = Place(layout, unit);
        if (map.Channel != 1)
        {
            for (var lane = 0; lane < layout.Gap; lane++)
                ReadPlane(layout, map, image + lane, channel, row, to + lane, pitch, factor);
            return;
        }
        var pixels = stackalloc float*[8];
        var factors = Vector256.Create(factor);
        for (var lane = 0; lane < lanes; lane += 8)
        {
            var count = Math.Min(8, lanes - lane);
            for (var index = 0; index < count; index++)
                pixels[index] = Pixel(layout, map, image, channel, row, lane + index, nothing);
            var done = 0;
            if (Avx.IsSupported && count == 8)
            {
                for (; done + 8 <= layout.HeadDim; done += 8)
                {
                    Square.Load(pixels, done, out var square);
                    square.Transpose().Times(factors).Store(to + (done * pitch) + lane, pitch);
                }
            }
            for (var index = 0; index < count; index++)
            {
                for (var rest = done; rest < layout.HeadDim; rest++)
                    to[(rest * pitch) + lane + index] = pixels[index][rest] * factor;
            }
        }
    }

    /// <summary>Writes a row; see <see cref="Read"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(UnitLayout layout, in MapView map, int unit, int row, float* from, nint pitch, float factor, float* nowhere)
    {
        var (image, channel, lanes) = Place(layout, unit);
        if (map.Channel != 1)
        {
            for (var lane = 0; lane < layout.Gap; lane++)
                WritePlane(layout, map, image + lane, channel, row, from + lane, pitch, factor);
            return;
        }
        var pixels = stackalloc float*[8];
        var factors = Vector256.Create(factor);
        for (var lane = 0; lane < lanes; lane += 8)
        {
            var count = Math.Min(8, lanes - lane);
            for (var index = 0; index < count; index++)
                pixels[index] = Pixel(layout, map, image, channel, row, lane + index, nowhere);
            var done = 0;
            if (Avx.IsSupported && count == 8)
            {
                for (; done + 8 <= layout.HeadDim; done += 8)
                {
                    Square.Load(from + (done * pitch) + lane, pitch, out var square);
                    square.Transpose().Times(factors).Store(pixels, done);
                }
            }
            for (var index = 0; index < count; index++)
            {
                for (var rest = done; rest < layout.HeadDim; rest++)
                    pixels[index][rest] = from[(rest * pitch) + lane + index] * factor;
            }
        }
    }

    private static (int Image, int Channel, int Lanes) Place(UnitLayout layout, int unit)
    {
        return (unit / layout.Heads * layout.Gap, unit % layout.Heads * layout.HeadDim, layout.Width * layout.Gap);
    }

    private static float* Pixel(UnitLayout layout, in MapView map, int image, int channel, int row, int lane, float* missing)
    {
        image += lane & (layout.Gap - 1);
        return image < layout.Batch ? map.At(image, channel, row, lane / layout.Gap) : missing;
    }

    private static void ReadPlane(UnitLayout layout, in MapView map, int image, int channel, int row, float* to, nint pitch, float factor)
    {
        for (var index = 0; index < layout.HeadDim; index++, to += pitch)
        {
            var from = map.At(image, channel + index, row, 0);
            for (var column = 0; column < layout.Width; column++)
                to[column * layout.Gap] = image < layout.Batch ? from[column * map.Column] * factor : 0;
        }
    }

    private static void WritePlane(UnitLayout layout, in MapView map, int image, int channel, int row, float* from, nint pitch, float factor)
    {
        if (image >= layout.Batch)
            return;
        for (var index = 0; index < layout.HeadDim; index++, from += pitch)
        {
            var to = map.At(image, channel + index, row, 0);
            for (var column = 0; column < layout.Width; column++)
                to[column * map.Column] = from[column * layout.Gap] * factor;
        }
    }
}
