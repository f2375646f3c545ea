using static TorchSharp.torch;

namespace VisionAttention.Tests;

/// <summary>What an argument is refused with: one line.</summary>
internal static class Refusal
{
    public static string Of(Func<object?> call)
    {
        using var scope = NewDisposeScope();
        var message = Assert.ThrowsAny<ArgumentException>(call).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    public static void Says(string expected, Func<object?> call) => Assert.Contains(expected, Of(call), StringComparison.Ordinal);
}
