namespace VisionAttention.Layers;

/// <summary>The rule for every probability of dropping something.</summary>
internal static class Probability
{
    /// <exception cref="ArgumentException">The value is not from 0 to below 1.</exception>
    public static void Check(double value, string name)
    {
        if (!(value is >= 0 and < 1))
            throw new ArgumentException($"{name} {value} is not from 0 to below 1");
    }
}
