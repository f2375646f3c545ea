using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FusedAttention.Cpu;

/// <summary>Brings a row of a unit's pixels from a tensor into scratch memory, [channel][lane], and back.</summary>
internal static unsafe class Rows
{
    private const int Side = 8;
    private const int CacheLine = 16;
    private const int RowsAhead = 4;

    /// <summary>Reads a row; the lanes behind the last pixel are left as they are.</summary>
    /// <param name="layout">Sizes.</param>
    /// <param name="map">The tensor.</param>
    /// <param name="range">Which channels of which images.</param>
    /// <param name="row">Row of the image.</param>
    /// <param name="to">Lane 0 of channel 0.</param>
    /// <param name="pitch">Floats from a channel to the next in scratch memory.</param>
    /// <param name="factor">Multiplied with every number.</param>
    /// <param name="nothing">Zeros to read in place of images behind the last.</param>
    public static void Read(UnitLayout layout, in MapView map, ChannelRange range, int row, float* to, nint pitch, float factor, float* nothing) =>
        Move<One>(layout, map, range, row, to, pitch, factor, nothing);

    /// <summary>Writes a row; see <see cref="Read"/>.</summary>
    public static void Write(UnitLayout layout, in MapView map, ChannelRange range, int row, float* from, nint pitch, float factor, float* nowhere) =>
        Move<Two>(layout, map, range, row, from, pitch, factor, nowhere);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move<TDirection>(UnitLayout layout, in MapView map, ChannelRange range, int row, float* scratch, nint pitch, float factor, float* missing)
        where TDirection : struct, IConstant
    {
        var (gap, lanes) = (layout.Gap, layout.Width * layout.Gap);
        var (image, channel, channels) = (range.Image, range.First, range.Count);
        if (map.Channel != 1)
        {
            for (var index = 0; index < gap; index++)
                MovePlane<TDirection>(layout, map, channels, image + index < layout.Batch ? map.At(image + index, channel, row, 0) : null, scratch + index, pitch, factor);
            return;
        }
        // Eight lanes on, every lane shows the same image again, 8 / gap pixels further.
        var pixels = stackalloc float*[Side];
        var steps = stackalloc nint[Side];
        for (var index = 0; index < Side; index++)
        {
            var isThere = image + (index % gap) < layout.Batch;
            pixels[index] = isThere ? map.At(image + (index % gap), channel, row, index / gap) : missing;
            steps[index] = isThere ? Side / gap * map.Column : 0;
        }
        var ahead = RowsAhead * map.Row;
        for (var lane = 0; lane < lanes; lane += Side)
        {
            var count = Math.Min(Side, lanes - lane);
            if (Sse.IsSupported)
            {
                for (var index = 0; index < Side; index++)
                    Prefetch(pixels[index] + ahead, channels);
            }
            var done = 0;
            if (Avx.IsSupported && (count == Side || layout.Lanes >= Side))
            {
                // A row of scratch memory has room for whole squares, and what lies behind the last pixel is zero.
                for (var index = count; index < Side; index++)
                    pixels[index] = missing;
                for (; done + Side <= channels; done += Side)
                    Square<TDirection>.Move(pixels, done, scratch + (done * pitch) + lane, pitch, factor);
            }
            for (var index = 0; index < count; index++)
            {
                var place = scratch + (done * pitch) + lane + index;
                for (var rest = done; rest < channels; rest++, place += pitch)
                {
                    if (TDirection.Value == 1)
                        *place = pixels[index][rest] * factor;
                    else
                        pixels[index][rest] = *place * factor;
                }
            }
            for (var index = 0; index < Side; index++)
                pixels[index] += steps[index];
        }
    }

    // The processor foresees no loads that lie a whole pixel apart, so it is told; an address behind the tensor does no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* pixel, int channels)
    {
        for (var channel = 0; channel < channels; channel += CacheLine)
            Sse.Prefetch0(pixel + channel);
    }

    // One image of a tensor whose channels are not neighbours in memory; null for one that is not there.
    private static void MovePlane<TDirection>(UnitLayout layout, in MapView map, int channels, float* pixels, float* scratch, nint pitch, float factor)
        where TDirection : struct, IConstant
    {
        var (width, gap, column) = (layout.Width, layout.Gap, map.Column);
        for (; channels > 0; channels--, scratch += pitch, pixels += pixels == null ? 0 : map.Channel)
        {
            if (pixels != null && gap == 1 && column == 1)
            {
                MoveLine(TDirection.Value == 1 ? pixels : scratch, TDirection.Value == 1 ? scratch : pixels, width, factor);
                continue;
            }
            for (var index = 0; index < width; index++)
            {
                if (TDirection.Value == 1)
                    scratch[index * gap] = pixels == null ? 0 : pixels[index * column] * factor;
                else if (pixels != null)
                    pixels[index * column] = scratch[index * gap] * factor;
            }
        }
    }

    private static void MoveLine(float* from, float* to, int count, float factor)
    {
        var index = 0;
        for (; index <= count - Vector<float>.Count; index += Vector<float>.Count)
            (Vector.Load(from + index) * factor).Store(to + index);
        for (; index < count; index++)
            to[index] = from[index] * factor;
    }
}
