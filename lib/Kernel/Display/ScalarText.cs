using System.Globalization;

namespace VisionAttention.Kernel.Display;

/// <summary>Values that are one text: numbers the same in every country, dates with the year first.</summary>
internal static class ScalarText
{
    /// <summary>The text of a number, a date, a name or whatever has its own words; null for what must be taken apart.</summary>
    internal static string? Of(object value) => value switch
    {
        string text => text,
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        Type type => TypeNames.Of(type),
        Delegate function => TypeNames.Of(function.GetType()),
        _ => null,
    };
}
