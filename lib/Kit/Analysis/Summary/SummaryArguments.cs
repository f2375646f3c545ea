using System.Globalization;
using VisionAttention.Costs;
using VisionAttention.Models;

namespace VisionAttention.Kit.Analysis.Summary;

/// <summary>What `kit summary` was asked for.</summary>
internal sealed record SummaryArguments
{
    private const int MostChannels = 1024;
    private const long LongestSide = 4096;
    private const int MostClasses = 100_000;
    private const int WidestFactor = 4; // 1.6 GB of weights for resnet50

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>full, conv-stem, none, or groups such as 1,2,3; null where it was not given.</summary>
    public string? Attention { get; init; }

    /// <summary>Factor on the width; null where it was not given.</summary>
    public double? Width { get; init; }

    /// <summary>Channels of the image.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Size of the image, in pixels.</summary>
    public ImageSize Image { get; init; } = ImageSize.Square(224);

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>What counts as an operation.</summary>
    public CostConvention Convention { get; init; } = CostConvention.Paper;

    /// <summary>Whether the output is for a program.</summary>
    public bool Json { get; init; }

    /// <summary>Reads the words after `summary`.</summary>
    /// <exception cref="ArgumentProblem">One of them is wrong.</exception>
    public static SummaryArguments Parse(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || words[0].StartsWith('-'))
            throw new ArgumentProblem($"no model is named: choose from {KnownModels.Names}");
        var result = new SummaryArguments { Model = words[0] };
        for (var index = 1; index < words.Count; index++)
        {
            if (words[index] == "--json")
            {
                result = result with { Json = true };
                continue;
            }
            if (index + 1 == words.Count)
                throw new ArgumentProblem($"{words[index]} is not an option, or has no value");
            result = result.With(words[index], words[++index]);
        }
        return result;
    }

    private SummaryArguments With(string option, string value)
    {
        return option switch
        {
            "--attention" => this with { Attention = value },
            "--width" => this with { Width = Factor(value) },
            "--input" => WithInput(value),
            "--classes" => this with { Classes = Number(value, MostClasses) ?? throw new ArgumentProblem($"--classes {value} is not a whole number from 1 to {MostClasses}") },
            "--convention" => this with { Convention = ConventionNamed(value) },
            _ => throw new ArgumentProblem($"{option} is not an option of summary"),
        };
    }

    private SummaryArguments WithInput(string value)
    {
        var parts = value.Split('x');
        if (parts.Length == 3 && Number(parts[0], MostChannels) is { } channels && Number(parts[1], LongestSide) is { } height && Number(parts[2], LongestSide) is { } width)
            return this with { Channels = channels, Image = new ImageSize(height, width) };
        throw new ArgumentProblem($"--input {value} is not of the form CxHxW, channels (up to {MostChannels}), height and width (up to {LongestSide}), for example 3x224x224");
    }

    private static double Factor(string value)
    {
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= WidestFactor)
            return factor;
        throw new ArgumentProblem($"--width {value} is not a factor above 0 and at most {WidestFactor}, for example 0.5");
    }

    private static int? Number(string text, long most)
    {
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? (int)number : null;
    }

    private static CostConvention ConventionNamed(string name)
    {
        return name switch
        {
            "paper" => CostConvention.Paper,
            "simple" => CostConvention.Simple,
            "multiply-adds" => CostConvention.MultiplyAdds,
            _ => throw new ArgumentProblem($"--convention {name} is not one of paper, simple, multiply-adds"),
        };
    }
}
