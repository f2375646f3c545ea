using System.CommandLine;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit train and its relatives: the words go to a program that knows tensors, and that knows its own options.</summary>
internal static class TrainingCommands
{
    private static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        ["train"] = "Trains a model and keeps a record with checkpoints; or goes on with a run.",
        ["finetune"] = "Trains on from weights that were trained before.",
        ["evaluate"] = "Measures trained weights on held-out images.",
        ["predict"] = "Classifies a picture, and shows where the model looks.",
        ["runs"] = "Lists and compares runs, draws their curves.",
        ["ablate"] = "Trains a table of variants and sets it beside the paper's.",
    };

    /// <summary>Whether a command line is for that program, which is then asked to read it, --help included.</summary>
    public static bool Are(IReadOnlyList<string> words) => words.Count > 0 && Descriptions.ContainsKey(words[0]);

    /// <summary>The commands, as ./kit --help lists them.</summary>
    /// <param name="words">The command line, to be handed on whole.</param>
    public static IEnumerable<Command> Create(IReadOnlyList<string> words)
    {
        foreach (var (name, description) in Descriptions)
        {
            var command = new Command(name, description);
            command.SetAction((_, cancellation) => ToolProgram.RunAsync("Training", words, cancellation, endsByItself: true));
            yield return command;
        }
    }
}
