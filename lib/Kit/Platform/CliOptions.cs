using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace VisionAttention.Kit.Platform;

/// <summary>Options whose values are checked while the command line is read; null stands for an option that was not given.</summary>
internal static class CliOptions
{
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

    private static string Word(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Refuse<T>(ArgumentResult result, string rule)
    {
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} {Word(result)} {rule}");
        return default;
    }
}
