using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FusedAttention.Cpu;

/// <summary>Products of every channel of one map with every channel of another, summed over the pixels: up to eight by two.</summary>
/// <remarks>
/// result[m][c] = Σ_x left[m][x] · right[c][x]: the gradient of a 1×1 convolution's weights. The lanes are summed once, at the end. Eight
/// channels of the left map stay in the first-level cache while all of the right one, which does not fit, passes by.
/// </remarks>
internal static unsafe class OuterKernel<TLanes, TVector>
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
            Sums<TLeft, Two>(row);
            row.Right += 2 * row.RightChannel;
            row.Result += 2;
        }
        if (right > 0)
            Sums<TLeft, One>(row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums<TLeft, TRight>(in OuterRow row)
        where TLeft : struct, IConstant
        where TRight : struct, IConstant
    {
        TVector zero = TLanes.Broadcast(0);
        TVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
        TVector b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero, b6 = zero, b7 = zero;
        var (one, rightChannel, count) = (row.LeftChannel, row.RightChannel, row.Lanes / TLanes.Count);
        var (two, three, four) = (2 * one, 3 * one, 4 * one);
        for (var line = 0; line < row.Rows; line++)
        {
            var left = row.Left + (line * row.LeftRow);
            var right = row.Right + (line * row.RightRow);
            for (var vectors = count; vectors > 0; vectors--)
            {
                var right0 = TLanes.Load(right);
                var right1 = TRight.Value > 1 ? TLanes.Load(right + rightChannel) : zero;
                var upper = left + four;
                TVector seen;
                if (TLeft.Value > 0)
                {
                    seen = TLanes.Load(left);
                    a0 = TLanes.MultiplyAdd(seen, right0, a0);
                    if (TRight.Value > 1)
                        b0 = TLanes.MultiplyAdd(seen, right1, b0);
                }
                if (TLeft.Value > 1)
                {
                    seen = TLanes.Load(left + one);
                    a1 = TLanes.MultiplyAdd(seen, right0, a1);
                    if (TRight.Value > 1)
                        b1 = TLanes.MultiplyAdd(seen, right1, b1);
                }
                if (TLeft.Value > 2)
                {
                    seen = TLanes.Load(left + two);
                    a2 = TLanes.MultiplyAdd(seen, right0, a2);
                    if (TRight.Value > 1)
                        b2 = TLanes.MultiplyAdd(seen, right1, b2);
                }
                if (TLeft.Value > 3)
                {
                    seen = TLanes.Load(left + three);
                    a3 = TLanes.MultiplyAdd(seen, right0, a3);
                    if (TRight.Value > 1)
                        b3 = TLanes.MultiplyAdd(seen, right1, b3);
                }
                if (TLeft.Value > 4)
                {
                    seen = TLanes.Load(upper);
                    a4 = TLanes.MultiplyAdd(seen, right0, a4);
                    if (TRight.Value > 1)
                        b4 = TLanes.MultiplyAdd(seen, right1, b4);
                }
                if (TLeft.Value > 5)
                {
                    seen = TLanes.Load(upper + one);
                    a5 = TLanes.MultiplyAdd(seen, right0, a5);
                    if (TRight.Value > 1)
                        b5 = TLanes.MultiplyAdd(seen, right1, b5);
                }
                if (TLeft.Value > 6)
                {
                    seen = TLanes.Load(upper + two);
                    a6 = TLanes.MultiplyAdd(seen, right0, a6);
                    if (TRight.Value > 1)
                        b6 = TLanes.MultiplyAdd(seen, right1, b6);
                }
                if (TLeft.Value > 7)
                {
                    seen = TLanes.Load(upper + three);
                    a7 = TLanes.MultiplyAdd(seen, right0, a7);
                    if (TRight.Value > 1)
                        b7 = TLanes.MultiplyAdd(seen, right1, b7);
                }
                left += TLanes.Count;
                right += TLanes.Count;
            }
        }

        Write<TRight>(row.Result, row.ResultRow, Math.Min(TLeft.Value, 4), TLanes.Sums(a0, a1, a2, a3), TLanes.Sums(b0, b1, b2, b3));
        if (TLeft.Value > 4)
            Write<TRight>(row.Result + (4 * row.ResultRow), row.ResultRow, 4, TLanes.Sums(a4, a5, a6, a7), TLanes.Sums(b4, b5, b6, b7));
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
