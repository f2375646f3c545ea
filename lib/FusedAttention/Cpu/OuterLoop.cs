using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FusedAttention.Cpu;

/// <summary>Products of every channel of one map with every channel of another, summed over the pixels: up to eight by two.</summary>
/// <remarks>
/// result[m][c] = Σ_x left[m][x] · right[c][x]: the gradient of a 1×1 convolution's weights. The lanes are summed once, at the end. Eight
/// channels of the left map stay in the first-level cache while all of the right one, which does not fit, passes by.
/// </remarks>
internal static unsafe class OuterLoop<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>All pairs of channels, in blocks.</summary>
    public static void Run(OuterRow row, int left, int right)
    {
        while (left > 0)
        {
            var count = left >= TLanes.ChannelsAtOnce ? TLanes.ChannelsAtOnce : left >= 4 ? 4 : left >= 2 ? 2 : 1;
            switch (count)
            {
                case 8:
                    Right<Eight>(row, right);
                    break;
                case 4:
                    Right<Four>(row, right);
                    break;
                case 2:
                    Right<Two>(row, right);
                    break;
                default:
                    Right<One>(row, right);
                    break;
            }
            row.Left += count * row.LeftChannel;
            row.Result += count * row.ResultRow;
            left -= count;
        }
    }

    private static void Right<TLeft>(OuterRow row, int right) where TLeft : struct, IConstant
    {
        for (; right > 1; right -= 2)
        {
            Pairs<TLeft, Two>(row);
            row.Right += 2 * row.RightChannel;
            row.Result += 2;
        }
        if (right > 0)
            Pairs<TLeft, One>(row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs<TLeft, TRight>(in OuterRow row)
        where TLeft : struct, IConstant
        where TRight : struct, IConstant
    {
        var leftSteps = new Steps(row.LeftChannel);
        var (zero, rightChannel, count) = (TLanes.Broadcast(0), row.RightChannel, row.Lanes / TLanes.Count);
        var first = Accumulators<TLanes, TVector, TLeft>.Of(zero);
        var second = first;
        for (var line = 0; line < row.Rows; line++)
        {
            var left = row.Left + (line * row.LeftRow);
            var right = row.Right + (line * row.RightRow);
            for (var vectors = count; vectors > 0; vectors--)
            {
                var right0 = TLanes.Load(right);
                var right1 = TRight.Value > 1 ? TLanes.Load(right + rightChannel) : zero;
                Accumulators<TLanes, TVector, TLeft>.MultiplyAdd<TRight>(ref first, ref second, right0, right1, left, leftSteps);
                left += TLanes.Count;
                right += TLanes.Count;
            }
        }

        Write<TRight>(row.Result, row.ResultRow, Math.Min(TLeft.Value, 4), TLanes.Sums(first.S0, first.S1, first.S2, first.S3), TLanes.Sums(second.S0, second.S1, second.S2, second.S3));
        if (TLeft.Value > 4)
            Write<TRight>(row.Result + (4 * row.ResultRow), row.ResultRow, 4, TLanes.Sums(first.S4, first.S5, first.S6, first.S7), TLanes.Sums(second.S4, second.S5, second.S6, second.S7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TRight>(float* to, nint pitch, int count, Vector128<float> first, Vector128<float> second) where TRight : struct, IConstant
    {
        for (var index = 0; index < count; index++, to += pitch)
        {
            to[0] = first[index];
            if (TRight.Value > 1)
                to[1] = second[index];
        }
    }
}

/// <summary>What <see cref="OuterLoop{TLanes, TVector}"/> works on; distances are in floats.</summary>
internal unsafe struct OuterRow
{
    /// <summary>Rows of pixels to sum over.</summary>
    public int Rows;

    /// <summary>Lanes of a row.</summary>
    public int Lanes;

    /// <summary>The left map, channel 0 of the first row.</summary>
    public float* Left;

    /// <summary>From one channel to the next.</summary>
    public nint LeftChannel;

    /// <summary>From one row to the next.</summary>
    public nint LeftRow;

    /// <summary>The right map.</summary>
    public float* Right;

    /// <inheritdoc cref="LeftChannel"/>
    public nint RightChannel;

    /// <inheritdoc cref="LeftRow"/>
    public nint RightRow;

    /// <summary>Where the sums go: [left channel][right channel].</summary>
    public float* Result;

    /// <summary>From one left channel's sums to the next one's.</summary>
    public nint ResultRow;
}
