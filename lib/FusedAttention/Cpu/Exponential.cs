using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>2^x for x ≤ 0, without a table.</summary>
/// <remarks>
/// 2^x = 2^n · 2^f with n = round(x) and |f| ≤ ½. 2^n is a change of the exponent's bits; 2^f is a polynomial of degree 6, interpolated at
/// the Chebyshev points of [−½, ½]: relative error 1.8e-08, before rounding. x below −160, and −∞, give 0.
/// </remarks>
internal static class Exponential<TLanes, TVector> where TLanes : struct, ILanes<TVector> where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector PowerOf2(TVector exponent)
    {
        exponent = TLanes.Max(exponent, TLanes.Broadcast(-160));
        var whole = TLanes.Round(exponent);
        var rest = TLanes.Subtract(exponent, whole);
        var power = TLanes.Broadcast(0.000154697322f);
        power = TLanes.MultiplyAdd(power, rest, TLanes.Broadcast(0.00134004327f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Broadcast(0.00961802527f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Broadcast(0.0555032715f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Broadcast(0.240226507f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Broadcast(0.693147182f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Broadcast(1));
        return TLanes.ScaleByPowerOf2(power, whole);
    }
}

/// <summary>Two is the base of our exponentials: queries are multiplied by log₂ e, so the gradients of what they meet lack ln 2.</summary>
internal static class Base2
{
    /// <summary>log₂ e.</summary>
    public const double Log2OfE = 1.4426950408889634;

    /// <summary>ln 2.</summary>
    public const float NaturalLogarithmOf2 = 0.693147181f;
}
