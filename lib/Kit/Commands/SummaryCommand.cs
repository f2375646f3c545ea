using System.CommandLine;
using System.Globalization;
using VisionAttention.Costs;
using VisionAttention.Kit.Costs;
using VisionAttention.Kit.Platform;
using VisionAttention.Models;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit summary: a model's layers, shapes, parameters and FLOPs.</summary>
internal static class SummaryCommand
{
    private const int MostChannels = 1024;
    private const int LongestSide = 4096;
    private const int MostClasses = 100_000;
    private const int WidestFactor = 4; // 1.6 GB of weights for resnet50

    /// <summary>The command with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "resnet18|26|34|38|50, vit-ti16|s16|b16|b32|l16|l32|h14, deit-ti16-distilled (s16, b16), simplevit-ti16|s16|b16, hybrid-b16, clip-vit-b32|b16|l14|l14-336.",
        };
        var json = new Option<bool>("--json") { Description = "Prints every layer as JSON, with plain numbers." };
        var attention = CliOptions.Text("--attention", "WHERE", "Where a resnet attends: full (stem and all groups), conv-stem (all groups), none, or groups such as 1,2,3. Default: none.");
        var input = CliOptions.Text("--input", "CxHxW", "Channels, height and width of the image. Default: 3x224x224 (clip-vit-l14-336: 3x336x336).");
        var classes = CliOptions.Text("--classes", "N", "Number of classes. Default: 1000.");
        var width = CliOptions.Text("--width", "FACTOR", "Factor on a resnet's channels. Default: 1, as in the papers; train takes 0.25 for images up to 64 pixels.");
        var convention = CliOptions.Text("--convention", "NAME", "What counts as an operation: paper (as Ramachandran et al. 2019 seem to count), simple, or multiply-adds (twice those, nothing else). Default: paper.");
        var command = new Command(
            "summary",
            "Shows a model's layers with shapes, parameters and FLOPs, without computing anything. The model is the printed one; train changes\n"
            + "width, window and stem for images up to 64 pixels, as its --help says.\n"
            + "A multiplication and an addition are two FLOPs and one multiply-add. Blocks that repeat are shown once, except in JSON.")
        {
            model, json, attention, input, classes, width, convention,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(model)!;
            var (channels, image) = parsed.GetValue(input) is { } sizes ? Input(sizes) : (3, ModelNames.Clip(name)?.Image.Image ?? ImageSize.Square(224));
            var summary = ModelSummary.Of(new SummaryRequest(name, channels, image)
            {
                Attention = parsed.GetValue(attention),
                Width = parsed.GetValue(width) is { } factor ? Factor(factor) : null,
                Classes = parsed.GetValue(classes) is { } count ? Classes(count) : null,
                Convention = parsed.GetValue(convention) is { } counted ? Convention(counted) : CostConvention.Paper,
            });
            terminal.Out.WriteLine(parsed.GetValue(json) ? summary.ToJson() : summary.ToText());
        });
        return command;
    }

    private static (int Channels, ImageSize Image) Input(string value) =>
        value.Split('x') is [var first, var second, var third] && Number(first, MostChannels) is { } channels && Number(second, LongestSide) is { } height && Number(third, LongestSide) is { } width
            ? (channels, new ImageSize(height, width))
            : throw new UsageProblem($"--input {value} is not of the form CxHxW, channels (up to {MostChannels}), height and width (up to {LongestSide}), for example 3x224x224");

    private static double Factor(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= WidestFactor
            ? factor
            : throw new UsageProblem($"--width {value} is not a factor above 0 and at most {WidestFactor}, for example 0.5");

    private static int Classes(string value) =>
        Number(value, MostClasses) ?? throw new UsageProblem($"--classes {value} is not a whole number from 1 to {MostClasses}");

    private static CostConvention Convention(string name) => name switch
    {
        "paper" => CostConvention.Paper,
        "simple" => CostConvention.Simple,
        "multiply-adds" => CostConvention.MultiplyAdds,
        _ => throw new UsageProblem($"--convention {name} is not one of paper, simple, multiply-adds"),
    };

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
}
