using System.Diagnostics;
using System.Text.Json;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>One run in a process of its own: this program again, told to train.</summary>
internal static class ChildTraining
{
    /// <summary>Set to 1 where everything is in place and only training is wanted: for these runs, and in the archive of `./kit pack`.</summary>
    public const string TrainsOnlyVariable = "VISION_ATTENTION_TRAINS_ONLY";

    /// <summary>Set to 1 where a program ends, with a checkpoint, when its standard input does: so does one whose parent was killed.</summary>
    public const string EndsWithInputVariable = "VISION_ATTENTION_ENDS_WITH_INPUT";

    /// <summary>Runs to the end.</summary>
    public static async Task RunAsync(IEnumerable<string> words, Action<JsonElement> onReport, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = Start(["train", "--json", .. words]) };
        var errors = new List<string>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text && text[0] == '{')
            {
                using var document = JsonDocument.Parse(text);
                onReport(document.RootElement.Clone());
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
                errors.Add(text);
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancellation.Register(() => ProcessSignal.AskToEnd(process)))
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(errors.Count > 0 ? errors[^1] : $"a run ended with exit code {process.ExitCode} and said nothing");
    }

    /// <summary>How this program is started again, to end when its standard input does.</summary>
    internal static ProcessStartInfo Start(IEnumerable<string> words)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var name = Path.GetFileNameWithoutExtension(program);
        var assembly = typeof(ChildTraining).Assembly;
        List<string> arguments = name == assembly.GetName().Name ? [.. words] : [Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.dll"), .. words];
        // Tests run inside another program.
        var start = new ProcessStartInfo(name == assembly.GetName().Name || name == "dotnet" ? program : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[TrainsOnlyVariable] = "1";
        start.Environment[EndsWithInputVariable] = "1";
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
