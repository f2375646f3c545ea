using System.CommandLine;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit summary: a model's layers, shapes, parameters and FLOPs.</summary>
internal static class SummaryCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "resnet18|26|34|38|50, vit-ti16|s16|b16|b32|l16|l32|h14, deit-ti16-distilled (s16, b16), simplevit-ti16|s16|b16, hybrid-b16.",
        };
        Option<string>[] options =
        [
            Given("--attention", "WHERE", "Where a resnet attends: full (stem and all groups), conv-stem (all groups), none, or groups such as 1,2,3. Default: none."),
            Given("--input", "CxHxW", "Channels, height and width of the image. Default: 3x224x224."),
            Given("--classes", "N", "Number of classes. Default: 1000."),
            Given("--width", "FACTOR", "Factor on a resnet's channels. Default: 1.0."),
            Given("--convention", "NAME", "What counts as an operation: paper (as Ramachandran et al. 2019 seem to count), simple, or multiply-adds (twice those, nothing else). Default: paper."),
        ];
        var json = new Option<bool>("--json") { Description = "Prints every layer as JSON, with plain numbers." };
        var command = new Command(
            "summary",
            "Shows a model's layers with shapes, parameters and FLOPs, without computing anything.\n"
            + "A multiplication and an addition are two FLOPs and one multiply-add. Blocks that repeat are shown once, except in JSON.")
        {
            model, json,
        };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction((arguments, cancellation) =>
        {
            List<string> words = ["summary", arguments.GetValue(model)!];
            foreach (var option in options)
            {
                if (arguments.GetValue(option) is { } value)
                    words.AddRange([option.Name, value]);
            }

            if (arguments.GetValue(json))
                words.Add("--json");
            return ToolProgram.RunAsync("Analysis", words, cancellation);
        });
        return command;
    }

    private static Option<string> Given(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
