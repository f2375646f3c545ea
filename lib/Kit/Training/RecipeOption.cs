using System.CommandLine;
using System.Globalization;

namespace VisionAttention.Kit.Training;

/// <summary>An option that changes one thing of a recipe. A run that is resumed is asked the same changes: one that would change it contradicts it.</summary>
/// <typeparam name="T">The recipe.</typeparam>
internal sealed class RecipeOption<T>
{
    private readonly Func<ParseResult, string?> _given;
    private readonly Func<ParseResult, T, T> _change;

    private RecipeOption(Option option, Func<ParseResult, string?> given, Func<ParseResult, T, T> change) => (Option, _given, _change) = (option, given, change);

    public Option Option { get; }

    public static RecipeOption<T> Of<TValue>(Option<TValue?> option, Func<T, TValue, T> change)
        where TValue : struct
    {
        return new RecipeOption<T>(
            option,
            words => words.GetValue(option) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null,
            (words, recipe) => change(recipe, words.GetValue(option)!.Value));
    }

    public static RecipeOption<T> Of(Option<string?> option, Func<T, string, T> change) =>
        new RecipeOption<T>(option, words => words.GetValue(option), (words, recipe) => change(recipe, words.GetValue(option)!));

    /// <summary>The value as it was written, null where it was not given.</summary>
    public string? Given(ParseResult words) => _given(words);

    /// <summary>The recipe with the value that was given; as it is where none was.</summary>
    public T Apply(ParseResult words, T recipe) => Given(words) is null ? recipe : _change(words, recipe);

    /// <summary>All changes that were asked for, in order.</summary>
    public static T ApplyAll(IEnumerable<RecipeOption<T>> settings, ParseResult words, T recipe) =>
        settings.Aggregate(recipe, (changed, setting) => setting.Apply(words, changed));

    /// <summary>The first option that asks for something else than a recipe has, with its value; null where none does.</summary>
    public static string? Contradiction(IEnumerable<RecipeOption<T>> settings, ParseResult words, T recipe, Func<T, string> text)
    {
        var asItIs = text(recipe);
        // Some options build on others: together they may ask for what is there.
        if (text(ApplyAll(settings, words, recipe)) == asItIs)
            return null;
        foreach (var setting in settings)
        {
            if (setting.Given(words) is { } value && text(setting.Apply(words, recipe)) != asItIs)
                return $"{setting.Option.Name} {value}";
        }
        return null;
    }
}
