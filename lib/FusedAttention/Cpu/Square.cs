using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FusedAttention.Cpu;

/// <summary>Turns eight pixels of eight channels into eight channels of eight pixels, or back, within registers; needs AVX.</summary>
/// <typeparam name="TDirection"><see cref="One"/>: from the pixels to the rows; <see cref="Two"/>: from the rows to the pixels.</typeparam>
internal static unsafe class Square<TDirection> where TDirection : struct, IConstant
{
    /// <summary>Moves a square.</summary>
    /// <param name="pixels">Where channel 0 of each of the eight pixels is.</param>
    /// <param name="channel">First of the eight channels.</param>
    /// <param name="rows">Scratch memory, [channel][pixel], at the first channel and pixel.</param>
    /// <param name="pitch">Floats from a row to the next.</param>
    /// <param name="factor">Multiplied with every number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Move(float** pixels, nint channel, float* rows, nint pitch, float factor)
    {
        var isReading = TDirection.Value == 1;
        var line0 = Vector256.Load(isReading ? pixels[0] + channel : rows);
        var line1 = Vector256.Load(isReading ? pixels[1] + channel : rows + pitch);
        var line2 = Vector256.Load(isReading ? pixels[2] + channel : rows + (2 * pitch));
        var line3 = Vector256.Load(isReading ? pixels[3] + channel : rows + (3 * pitch));
        var line4 = Vector256.Load(isReading ? pixels[4] + channel : rows + (4 * pitch));
        var line5 = Vector256.Load(isReading ? pixels[5] + channel : rows + (5 * pitch));
        var line6 = Vector256.Load(isReading ? pixels[6] + channel : rows + (6 * pitch));
        var line7 = Vector256.Load(isReading ? pixels[7] + channel : rows + (7 * pitch));

        // Lines become columns: first within pairs of lines, then within fours, then across the halves of the registers.
        var pair0 = Avx.UnpackLow(line0, line1);
        var pair1 = Avx.UnpackHigh(line0, line1);
        var pair2 = Avx.UnpackLow(line2, line3);
        var pair3 = Avx.UnpackHigh(line2, line3);
        var pair4 = Avx.UnpackLow(line4, line5);
        var pair5 = Avx.UnpackHigh(line4, line5);
        var pair6 = Avx.UnpackLow(line6, line7);
        var pair7 = Avx.UnpackHigh(line6, line7);
        line0 = Avx.Shuffle(pair0, pair2, 0x44);
        line1 = Avx.Shuffle(pair0, pair2, 0xEE);
        line2 = Avx.Shuffle(pair1, pair3, 0x44);
        line3 = Avx.Shuffle(pair1, pair3, 0xEE);
        line4 = Avx.Shuffle(pair4, pair6, 0x44);
        line5 = Avx.Shuffle(pair4, pair6, 0xEE);
        line6 = Avx.Shuffle(pair5, pair7, 0x44);
        line7 = Avx.Shuffle(pair5, pair7, 0xEE);
        var times = Vector256.Create(factor);
        (Avx.Permute2x128(line0, line4, 0x20) * times).Store(isReading ? rows : pixels[0] + channel);
        (Avx.Permute2x128(line1, line5, 0x20) * times).Store(isReading ? rows + pitch : pixels[1] + channel);
        (Avx.Permute2x128(line2, line6, 0x20) * times).Store(isReading ? rows + (2 * pitch) : pixels[2] + channel);
        (Avx.Permute2x128(line3, line7, 0x20) * times).Store(isReading ? rows + (3 * pitch) : pixels[3] + channel);
        (Avx.Permute2x128(line0, line4, 0x31) * times).Store(isReading ? rows + (4 * pitch) : pixels[4] + channel);
        (Avx.Permute2x128(line1, line5, 0x31) * times).Store(isReading ? rows + (5 * pitch) : pixels[5] + channel);
        (Avx.Permute2x128(line2, line6, 0x31) * times).Store(isReading ? rows + (6 * pitch) : pixels[6] + channel);
        (Avx.Permute2x128(line3, line7, 0x31) * times).Store(isReading ? rows + (7 * pitch) : pixels[7] + channel);
    }
}
