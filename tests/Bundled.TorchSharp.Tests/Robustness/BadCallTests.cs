using System.Runtime.InteropServices;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>Whatever is called wrongly ends in a managed exception that says what was wrong, and the process goes on.</summary>
public sealed class BadCallTests(ITestOutputHelper output)
{
    private const int Promised = 300;

    // What a caller can be expected to handle. A NullReferenceException would be a check that is missing.
    private static readonly Type[] Expected =
    [
        typeof(ExternalException), typeof(ArgumentException), typeof(InvalidOperationException), typeof(IndexOutOfRangeException), typeof(KeyNotFoundException),
        typeof(IOException), typeof(InvalidDataException), typeof(NotImplementedException), typeof(OverflowException), typeof(RankException),
    ];

    [Fact]
    public void Every_bad_call_is_survived_and_explained()
    {
        var calls = BadTensorCalls.All().Concat(BadArguments.All()).Concat(BadNetworkCalls.All()).ToList();
        List<string> wrong = [];
        foreach (var (name, call) in calls)
        {
            using var scope = NewDisposeScope();
            if (Problem(call, out var message) is { } problem)
                wrong.Add($"{name}: {problem}");
            output.WriteLine($"{name}: {message}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {calls.Count}:\n{string.Join('\n', wrong)}");
        Assert.True(calls.Count >= Promised, $"only {calls.Count} bad calls");
        Assert.Equal(5f, (ones(2) * 2.5f).sum().item<float>());
    }

    [Fact]
    public void A_message_names_the_operator_its_arguments_and_their_shapes()
    {
        var error = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones([4, 5], dtype: float64)));
        Assert.Contains("aten::matmul(self: Float32 [2, 3], other: Float64 [4, 5])", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static string? Problem(Action call, out string message)
    {
        try
        {
            call();
            message = "";
            return "nothing was thrown";
        }
        catch (Exception error)
        {
            message = $"{error.GetType().Name}: {error.Message}";
            if (!Expected.Any(type => type.IsInstanceOfType(error)))
                return $"{error.GetType().Name} is not expected: {error.Message}\n{error.StackTrace}";
            if (string.IsNullOrWhiteSpace(error.Message) || error.Message.Contains('\n', StringComparison.Ordinal) && error is ExternalException)
                return $"the message is not one line: {error.Message}";
            return null;
        }
    }
}
