namespace FusedAttention.Cpu;

/// <summary>Two is the base of our exponentials: queries are multiplied by log₂ e, so the gradients of what they meet lack ln 2.</summary>
internal static class Base2
{
    /// <summary>log₂ e.</summary>
    public const double Log2OfE = 1.4426950408889634;

    /// <summary>ln 2.</summary>
    public const float NaturalLogarithmOf2 = 0.693147181f;
}
