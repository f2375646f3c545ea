using System.Text.Json;
using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;

namespace Training.Tests;

/// <summary>Runs a command line in this process.</summary>
internal sealed record Cli(int Code, string Out, string Error)
{
    public static Cli Run(string line, CancellationToken cancellation = default) => Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), cancellation);

    public static Cli Run(string[] words, CancellationToken cancellation = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = Run(words, new Terminal(output, error, IsTerminal: false, cancellation));
        return new Cli(code, output.ToString(), error.ToString());
    }

    public static int Run(string[] words, Terminal terminal) => KitProgram.RunAsync(words, terminal, listen: () => { }, trainsOnly: true).GetAwaiter().GetResult();

    public IReadOnlyList<JsonElement> Objects() =>
        [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];

    public Cli Done()
    {
        Assert.True(Code == 0, $"exit code {Code}: {Error}{Out}");
        return this;
    }
}
