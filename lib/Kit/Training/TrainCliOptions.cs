using System.CommandLine;
using VisionAttention.Kit.Platform;
using VisionAttention.Models;
using VisionAttention.Training;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Training;

/// <summary>The options that `train` and `finetune` share, and what they ask for.</summary>
internal sealed class TrainCliOptions
{
    public const string FromKey = "from";
    public const string NetworkKey = "key";
    public const string FreezeKey = "freeze";

    private readonly RecipeCliOptions _recipe = new();
    private readonly Option<string?> _out = CliOptions.Text("--out", "DIR", "The run's folder. Default: artifacts/runs/MODEL-ATTENTION-DATA-seedN, with a number where that is taken.");
    private readonly Option<string?> _resume = new("--resume")
    {
        HelpName = "latest|previous",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Goes on with the run in the folder that --out names, with its own settings; where there is none yet, one begins. latest, also without a word: from its last checkpoint; previous: from the one before that, where the last is damaged.",
        CustomParser = result =>
        {
            if (result.Tokens is not [{ Value: { } word }] || word is "previous" or "latest")
                return result.Tokens.Count == 0 ? "latest" : result.Tokens[0].Value;
            result.AddError($"--resume {word} is neither latest nor previous");
            return null;
        },
    };

    public ModelCliOptions Model { get; } = new();

    public DataCliOptions Data { get; } = new();

    public DeviceCliOption Device { get; } = new();

    public Option<bool> Json { get; } = CliOptions.Switch("--json", "Prints one JSON object a line: each report, and the result.");

    public void AddTo(Command command)
    {
        foreach (var option in (IEnumerable<Option>)[.. Model.Options, .. Data.Options, .. _recipe.Options, Device.Option, _out, _resume, Json])
            command.Options.Add(option);
    }

    /// <summary>The folder of the run that is to be gone on with; null where a run begins.</summary>
    public string? Existing(ParseResult words)
    {
        if (Resume(words) is null)
            return null;
        if (words.GetValue(_out) is { } folder)
        {
            if (RunRecord.IsRun(folder))
                return Path.GetFullPath(folder);
            return Data.Name(words) is not null ? null : throw new UsageProblem($"--out {folder} holds no run to go on with: name a run's folder (./kit runs lists them), or begin one with --model and --data");
        }
        if (Model.Name(words) is null || Data.Name(words) is null)
            throw new UsageProblem("--resume does not tell which run: add --out DIR; ./kit runs lists them");
        var (model, options, data) = Fresh(words, read: null);
        var last = RunPlaces.Default(RunPlaces.All(Data.Root(words)), model, Attention(words, model), options, data.Name, resumes: true);
        return RunRecord.IsRun(last) ? last : null;
    }

    /// <summary>A run that begins.</summary>
    public TrainingRequest Begin(ParseResult words, ModelRecipe? read = null, string? from = null, string? key = null, bool freezes = false)
    {
        var (model, options, data) = Fresh(words, read);
        var folder = words.GetValue(_out) is { } named
            ? Path.GetFullPath(named)
            : RunPlaces.Default(RunPlaces.All(Data.Root(words)), model, Attention(words, model), options, data.Name, resumes: false);
        if (RunRecord.IsRun(folder))
            throw new UsageProblem($"{folder} holds a run already: add --resume to go on with it, or choose another folder with --out");
        if (RunPlaces.IsFinished(folder) || File.Exists(folder))
            throw new UsageProblem($"{folder} holds weights or is a file: choose another folder with --out");
        var about = new Dictionary<string, string> { ["model"] = model.Name, ["data"] = data.Name };
        Add(about, "attention", Attention(words, model));
        Add(about, "limit", data.Limit?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add(about, "testLimit", data.TestLimit?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add(about, FromKey, from);
        Add(about, NetworkKey, key);
        Add(about, FreezeKey, freezes ? "backbone" : null);
        return new TrainingRequest(folder, model, options, data, Resume(words), from, key, freezes, about) { ShrinksBatch = !_recipe.NamesBatchSize(words) };
    }

    /// <summary>A run that goes on, with everything as its folder has it.</summary>
    public TrainingRequest Continue(ParseResult words, string folder)
    {
        var record = RunRecord.Read(folder);
        var (model, data) = (ModelRecipe.Read(folder), RunData.Read(folder).Request);
        var contradiction = Model.Contradiction(words, model) ?? Data.Contradiction(words, data) ?? _recipe.Contradiction(words, record.Options, data.Name);
        if (contradiction is not null)
            throw new UsageProblem($"{contradiction} contradicts the run in {folder}: leave it out to go on with that run, or begin another with --out");
        var freezes = record.About.GetValueOrDefault(FreezeKey) is not null;
        return new TrainingRequest(folder, model, record.Options, data, Resume(words), record.About.GetValueOrDefault(FromKey), record.About.GetValueOrDefault(NetworkKey), freezes, record.About);
    }

    private ResumeFrom? Resume(ParseResult words)
    {
        if (words.GetResult(_resume) is null or { Implicit: true })
            return null;
        return words.GetValue(_resume) == "previous" ? ResumeFrom.Previous : ResumeFrom.Latest;
    }

    private (ModelRecipe Model, TrainingOptions Options, DataRequest Data) Fresh(ParseResult words, ModelRecipe? read)
    {
        var data = read is null ? Data.Request(words) : DataChoice.As(Data.Request(words), read);
        var (channels, image, classes) = DataChoice.Kind(data);
        if (read is not null && Model.Given(words) is { } given)
            throw new UsageProblem($"{given} is settled by {ModelRecipe.FileName} beside the weights: leave it out");
        var model = read?.For(channels, image, classes) ?? Model.Recipe(words, channels, image, classes);
        var options = _recipe.Recipe(words, model, data.Name);
        return (model, options, data);
    }

    // Where nothing was said, as in a run that begins with another's weights, the model tells where it attends.
    private string? Attention(ParseResult words, ModelRecipe model) =>
        Model.Options.OfType<Option<string?>>().Where(option => option.Name == "--attention").Select(words.GetValue).First()
        ?? (model is { Attends: true, Network: { } network } ? ModelNames.AttentionWord(network) : null);

    private static void Add(Dictionary<string, string> about, string name, string? value)
    {
        if (value is not null)
            about[name] = value;
    }
}
