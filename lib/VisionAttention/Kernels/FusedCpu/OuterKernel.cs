using System.Runtime.CompilerServices;

namespace VisionAttention.Kernels.FusedCpu;

/// <summary>Products of every channel of one map with every channel of another, summed over the pixels: up to four by four.</summary>
/// <remarks>
/// result[m][c] = Σ_x left[m][x] · right[c][x]: the gradient of a 1×1 convolution's weights. The lanes are summed once, at the end. A block
/// of 4 by 4 makes 16 products out of 8 loads.
/// </remarks>
internal static unsafe class OuterKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>All pairs of channels, in blocks.</summary>
    public static void Run(OuterRow row, int left, int right)
    {
        var start = row.Right;
        var result = row.Result;
        for (; left > 0; left -= TLanes.SideOfBlock)
        {
            row.Right = start;
            row.Result = result;
            for (var rest = right; rest > 0; rest -= TLanes.SideOfBlock)
            {
                Block(row, Math.Min(left, TLanes.SideOfBlock), Math.Min(rest, TLanes.SideOfBlock));
                row.Right += TLanes.SideOfBlock * row.RightChannel;
                row.Result += TLanes.SideOfBlock;
            }
            row.Left += TLanes.SideOfBlock * row.LeftChannel;
            result += TLanes.SideOfBlock * row.ResultRow;
        }
    }

    private static void Block(in OuterRow row, int left, int right)
    {
        switch (left)
        {
            case 1:
                Block<One>(row, right);
                break;
            case 2:
                Block<Two>(row, right);
                break;
            case 3:
                Block<Three>(row, right);
                break;
            case 4:
                Block<Four>(row, right);
                break;
        }
    }

    private static void Block<TLeft>(in OuterRow row, int right) where TLeft : struct, IConstant
    {
        switch (right)
        {
            case 1:
                Sums<TLeft, One>(row);
                break;
            case 2:
                Sums<TLeft, Two>(row);
                break;
            case 3:
                Sums<TLeft, Three>(row);
                break;
            case 4:
                Sums<TLeft, Four>(row);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums<TLeft, TRight>(in OuterRow row)
        where TLeft : struct, IConstant
        where TRight : struct, IConstant
    {
        TVector zero = TLanes.Broadcast(0);
        TVector a0 = zero, a1 = zero, a2 = zero, a3 = zero;
        TVector b0 = zero, b1 = zero, b2 = zero, b3 = zero;
        TVector c0 = zero, c1 = zero, c2 = zero, c3 = zero;
        TVector d0 = zero, d1 = zero, d2 = zero, d3 = zero;
        var (leftChannel, rightChannel, count) = (row.LeftChannel, row.RightChannel, row.Lanes / TLanes.Count);
        var (leftChannel3, rightChannel3) = (3 * leftChannel, 3 * rightChannel);
        for (var line = 0; line < row.Rows; line++)
        {
            var left = row.Left + (line * row.LeftRow);
            var right = row.Right + (line * row.RightRow);
            for (var vectors = count; vectors > 0; vectors--, left += TLanes.Count, right += TLanes.Count)
            {
                var right0 = TLanes.Load(right);
                var right1 = TRight.Value > 1 ? TLanes.Load(right + rightChannel) : zero;
                var right2 = TRight.Value > 2 ? TLanes.Load(right + (2 * rightChannel)) : zero;
                var right3 = TRight.Value > 3 ? TLanes.Load(right + rightChannel3) : zero;
                var factor = TLanes.Load(left);
                a0 = TLanes.MultiplyAdd(factor, right0, a0);
                if (TRight.Value > 1)
                    a1 = TLanes.MultiplyAdd(factor, right1, a1);
                if (TRight.Value > 2)
                    a2 = TLanes.MultiplyAdd(factor, right2, a2);
                if (TRight.Value > 3)
                    a3 = TLanes.MultiplyAdd(factor, right3, a3);
                if (TLeft.Value > 1)
                {
                    factor = TLanes.Load(left + leftChannel);
                    b0 = TLanes.MultiplyAdd(factor, right0, b0);
                    if (TRight.Value > 1)
                        b1 = TLanes.MultiplyAdd(factor, right1, b1);
                    if (TRight.Value > 2)
                        b2 = TLanes.MultiplyAdd(factor, right2, b2);
                    if (TRight.Value > 3)
                        b3 = TLanes.MultiplyAdd(factor, right3, b3);
                }
                if (TLeft.Value > 2)
                {
                    factor = TLanes.Load(left + (2 * leftChannel));
                    c0 = TLanes.MultiplyAdd(factor, right0, c0);
                    if (TRight.Value > 1)
                        c1 = TLanes.MultiplyAdd(factor, right1, c1);
                    if (TRight.Value > 2)
                        c2 = TLanes.MultiplyAdd(factor, right2, c2);
                    if (TRight.Value > 3)
                        c3 = TLanes.MultiplyAdd(factor, right3, c3);
                }
                if (TLeft.Value > 3)
                {
                    factor = TLanes.Load(left + leftChannel3);
                    d0 = TLanes.MultiplyAdd(factor, right0, d0);
                    if (TRight.Value > 1)
                        d1 = TLanes.MultiplyAdd(factor, right1, d1);
                    if (TRight.Value > 2)
                        d2 = TLanes.MultiplyAdd(factor, right2, d2);
                    if (TRight.Value > 3)
                        d3 = TLanes.MultiplyAdd(factor, right3, d3);
                }
            }
        }

        var result = row.Result;
        result[0] = TLanes.Sum(a0);
        if (TRight.Value > 1)
            result[1] = TLanes.Sum(a1);
        if (TRight.Value > 2)
            result[2] = TLanes.Sum(a2);
        if (TRight.Value > 3)
            result[3] = TLanes.Sum(a3);
        if (TLeft.Value == 1)
            return;
        result += row.ResultRow;
        result[0] = TLanes.Sum(b0);
        if (TRight.Value > 1)
            result[1] = TLanes.Sum(b1);
        if (TRight.Value > 2)
            result[2] = TLanes.Sum(b2);
        if (TRight.Value > 3)
            result[3] = TLanes.Sum(b3);
        if (TLeft.Value == 2)
            return;
        result += row.ResultRow;
        result[0] = TLanes.Sum(c0);
        if (TRight.Value > 1)
            result[1] = TLanes.Sum(c1);
        if (TRight.Value > 2)
            result[2] = TLanes.Sum(c2);
        if (TRight.Value > 3)
            result[3] = TLanes.Sum(c3);
        if (TLeft.Value == 3)
            return;
        result += row.ResultRow;
        result[0] = TLanes.Sum(d0);
        if (TRight.Value > 1)
            result[1] = TLanes.Sum(d1);
        if (TRight.Value > 2)
            result[2] = TLanes.Sum(d2);
        if (TRight.Value > 3)
            result[3] = TLanes.Sum(d3);
    }
}
