using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VisionAttention.Kit.Platform;

/// <summary>Options whose values are checked while the command line is read; null stands for an option that was not given.</summary>
internal static class CliOptions
{
    // Settings that have another name, or follow from options.
    private static readonly (string Setting, string Option)[] Others =
    [
        ("accumulationSteps", "--accumulate"), ("evaluationsPerEpoch", "--evaluations"), ("gradientClip", "--clip"), ("averageDecay", "--average"),
        ("[mM]ixUpAlpha", "--mix-up"), ("[cC]utMixAlpha", "--cut-mix"), ("headDim", "--heads"), ("headDim", "--width"), (@"headDim(?! \d+ \(outChannels)", "--embed-dim"),
        ("outChannels", "--width"), ("channels in the first group", "--width"), ("attention stem's blocks of", "--stem-block"), ("attention stem's blocks of", "--image-size"),
        ("patches of patchSize", "--image-size"), ("name one of them as root", "--key"),
    ];

    public static Option<long?> Whole(string name, string description, long least, long most = int.MaxValue, string value = "N")
    {
        return new Option<long?>(name)
        {
            HelpName = value,
            Description = description,
            CustomParser = result => long.TryParse(Word(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : Refuse<long?>(result, $"is not a whole number from {least} to {most}"),
        };
    }

    public static Option<double?> Number(string name, string description, string rule, Func<double, bool> holds, string value = "X")
    {
        return new Option<double?>(name)
        {
            HelpName = value,
            Description = description,
            CustomParser = result => double.TryParse(Word(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && holds(number)
                ? number
                : Refuse<double?>(result, $"is not a number {rule}"),
        };
    }

    public static Option<string?> OneOf(string name, string description, params string[] choices)
    {
        return new Option<string?>(name)
        {
            HelpName = string.Join('|', choices),
            Description = description,
            CustomParser = result => choices.Contains(Word(result)) ? Word(result) : Refuse<string?>(result, $"is not one of {string.Join(", ", choices)}"),
        };
    }

    public static Option<string?> Text(string name, string value, string description) =>
        new Option<string?>(name) { HelpName = value, Description = description };

    public static Option<bool> Switch(string name, string description) => new Option<bool>(name) { Description = description };

    /// <summary>A message in which settings are named as the library names them, with the options of a command that stand for them.</summary>
    public static string Naming(string message, Command command)
    {
        var options = command.Options.Select(option => option.Name)
            .Where(name => IsNamed(message, name) && !message.Contains($"{name} ", StringComparison.Ordinal))
            .ToArray();
        return options.Length == 0 ? message : $"{message} ({(options.Length == 1 ? "option" : "options")} {string.Join(", ", options)})";
    }

    // --embed-dim is embedDim; a name of one word is one only where its value follows.
    private static bool IsNamed(string message, string option)
    {
        var words = option.TrimStart('-').Split('-');
        var name = words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var rule = words.Length > 1 ? $@"\b{name}\b" : name.Length > 3 ? $@"\b{name} -?\d" : "$^";
        return Regex.IsMatch(message, rule) || Array.Exists(Others, other => other.Option == option && Regex.IsMatch(message, $@"\b{other.Setting}\b"));
    }

    private static string Word(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Refuse<T>(ArgumentResult result, string rule)
    {
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} {Word(result)} {rule}");
        return default;
    }
}
