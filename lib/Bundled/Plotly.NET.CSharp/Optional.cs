namespace Plotly.NET.CSharp;

/// <summary>An argument that may be left out; made implicitly from its value.</summary>
/// <typeparam name="T">The argument's type.</typeparam>
/// <param name="Value">The value, where there is one.</param>
/// <param name="IsSome">Whether there is one.</param>
public readonly record struct Optional<T>(T Value, bool IsSome)
{
    /// <summary>A value that is there.</summary>
    public static implicit operator Optional<T>(T Value)
    {
        return new Optional<T>(Value, true);
    }

    internal T OrElse(T other)
    {
        return IsSome ? Value : other;
    }
}
