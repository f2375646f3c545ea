using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisionAttention.Kernels.FusedCpu;

/// <summary>Eight by eight numbers in eight registers; for processors with AVX.</summary>
internal unsafe struct Square
{
    private Vector256<float> _row0, _row1, _row2, _row3, _row4, _row5, _row6, _row7;

    /// <summary>Eight neighbours from each of eight places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(float** places, nint offset, out Square square)
    {
        square._row0 = Vector256.Load(places[0] + offset);
        square._row1 = Vector256.Load(places[1] + offset);
        square._row2 = Vector256.Load(places[2] + offset);
        square._row3 = Vector256.Load(places[3] + offset);
        square._row4 = Vector256.Load(places[4] + offset);
        square._row5 = Vector256.Load(places[5] + offset);
        square._row6 = Vector256.Load(places[6] + offset);
        square._row7 = Vector256.Load(places[7] + offset);
    }

    /// <summary>Eight neighbours from each of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(float* from, nint pitch, out Square square)
    {
        square._row0 = Vector256.Load(from);
        square._row1 = Vector256.Load(from + pitch);
        square._row2 = Vector256.Load(from + (2 * pitch));
        square._row3 = Vector256.Load(from + (3 * pitch));
        square._row4 = Vector256.Load(from + (4 * pitch));
        square._row5 = Vector256.Load(from + (5 * pitch));
        square._row6 = Vector256.Load(from + (6 * pitch));
        square._row7 = Vector256.Load(from + (7 * pitch));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float** places, nint offset)
    {
        _row0.Store(places[0] + offset);
        _row1.Store(places[1] + offset);
        _row2.Store(places[2] + offset);
        _row3.Store(places[3] + offset);
        _row4.Store(places[4] + offset);
        _row5.Store(places[5] + offset);
        _row6.Store(places[6] + offset);
        _row7.Store(places[7] + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to, nint pitch)
    {
        _row0.Store(to);
        _row1.Store(to + pitch);
        _row2.Store(to + (2 * pitch));
        _row3.Store(to + (3 * pitch));
        _row4.Store(to + (4 * pitch));
        _row5.Store(to + (5 * pitch));
        _row6.Store(to + (6 * pitch));
        _row7.Store(to + (7 * pitch));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Square Times(Vector256<float> factor)
    {
        Square result;
        result._row0 = _row0 * factor;
        result._row1 = _row1 * factor;
        result._row2 = _row2 * factor;
        result._row3 = _row3 * factor;
        result._row4 = _row4 * factor;
        result._row5 = _row5 * factor;
        result._row6 = _row6 * factor;
        result._row7 = _row7 * factor;
        return result;
    }

    /// <summary>Rows become columns: first within pairs of rows, then within fours, then across the halves of the registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Square Transpose()
    {
        var pair0 = Avx.UnpackLow(_row0, _row1);
        var pair1 = Avx.UnpackHigh(_row0, _row1);
        var pair2 = Avx.UnpackLow(_row2, _row3);
        var pair3 = Avx.UnpackHigh(_row2, _row3);
        var pair4 = Avx.UnpackLow(_row4, _row5);
        var pair5 = Avx.UnpackHigh(_row4, _row5);
        var pair6 = Avx.UnpackLow(_row6, _row7);
        var pair7 = Avx.UnpackHigh(_row6, _row7);
        var four0 = Avx.Shuffle(pair0, pair2, 0x44);
        var four1 = Avx.Shuffle(pair0, pair2, 0xEE);
        var four2 = Avx.Shuffle(pair1, pair3, 0x44);
        var four3 = Avx.Shuffle(pair1, pair3, 0xEE);
        var four4 = Avx.Shuffle(pair4, pair6, 0x44);
        var four5 = Avx.Shuffle(pair4, pair6, 0xEE);
        var four6 = Avx.Shuffle(pair5, pair7, 0x44);
        var four7 = Avx.Shuffle(pair5, pair7, 0xEE);
        Square result;
        result._row0 = Avx.Permute2x128(four0, four4, 0x20);
        result._row1 = Avx.Permute2x128(four1, four5, 0x20);
        result._row2 = Avx.Permute2x128(four2, four6, 0x20);
        result._row3 = Avx.Permute2x128(four3, four7, 0x20);
        result._row4 = Avx.Permute2x128(four0, four4, 0x31);
        result._row5 = Avx.Permute2x128(four1, four5, 0x31);
        result._row6 = Avx.Permute2x128(four2, four6, 0x31);
        result._row7 = Avx.Permute2x128(four3, four7, 0x31);
        return result;
    }
}
