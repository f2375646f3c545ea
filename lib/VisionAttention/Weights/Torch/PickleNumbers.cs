using System.Globalization;
using System.Numerics;

namespace VisionAttention.Weights.Torch;

/// <summary>Numbers and texts of a pickle: a Python int becomes a long where it fits, else a BigInteger.</summary>
internal static class PickleNumbers
{
    /// <summary>Bytes of a whole number; magic numbers fit, numbers that take long to convert do not.</summary>
    public const int LongestNumber = 32;

    /// <summary>A whole number from its bytes, lowest first, two's complement.</summary>
    public static object Whole(byte[] bytes)
    {
        if (bytes.Length > LongestNumber)
            throw new InvalidDataException($"a whole number of {bytes.Length} bytes, above {LongestNumber}");
        return Narrow(new BigInteger(bytes));
    }

    public static object Whole(string digits)
    {
        if (digits.Length <= 2 * LongestNumber && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return Narrow(number);
        throw new InvalidDataException($"no whole number of at most {2 * LongestNumber} digits: {digits}");
    }

    /// <summary>A place in the memo; below zero where the digits are none.</summary>
    public static long Place(string digits)
    {
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : -1;
    }

    public static double Real(string digits)
    {
        if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        throw new InvalidDataException($"no number: {digits}");
    }

    public static string Quoted(string line)
    {
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ('\'' or '"') || line.Contains('\\', StringComparison.Ordinal))
            throw new InvalidDataException("a text without quotes, or with escapes");
        return line[1..^1];
    }

    private static object Narrow(BigInteger number)
    {
        return number >= long.MinValue && number <= long.MaxValue ? Boxed((long)number) : Boxed(number);
    }

    // A conditional of the two would turn the long back into a BigInteger.
    private static object Boxed<T>(T number)
        where T : struct
    {
        return number;
    }
}
