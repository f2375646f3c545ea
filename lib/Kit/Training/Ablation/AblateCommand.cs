using System.CommandLine;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>kit ablate: the runs of a table, its means with intervals, and the paper's column beside them.</summary>
internal static class AblateCommand
{
    private const double DefaultWidth = 0.25;
    private const long DefaultImages = 5_000;
    private const long BudgetImages = 20_000;
    private const long DefaultTestImages = 2_000;
    private const long BudgetTestImages = 1_000;

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME")
        {
            Description = string.Join("; ", Sweeps.All.Select(sweep => $"{sweep.Name}: {sweep.Title}")) + ". table3 to table7 name the paper's, too.",
        };
        var words = new AblateWords();
        var command = new Command(
            "ablate",
            "Trains every variant of a table with several seeds, in processes side by side, and sets the means with their 95 % intervals beside\n"
            + "the paper's numbers. Which of the paper's orderings are found at this scale is said as it is found.\n"
            + "Called again it makes what is missing and leaves finished runs alone.") { name };
        foreach (var option in words.Options)
            command.Options.Add(option);
        command.SetAction(parsed => Run(Sweeps.Find(parsed.GetValue(name)!), parsed, words, terminal));
        return command;
    }

    private static int Run(Sweep sweep, ParseResult parsed, AblateWords words, Terminal terminal)
    {
        var folder = Path.GetFullPath(parsed.GetValue(words.Out) ?? Path.Combine(RunPlaces.All(parsed.GetValue(words.Root)), "..", "ablations", sweep.Name));
        var earlier = AblationPlan.Read(folder);
        var data = parsed.GetValue(words.Data) ?? earlier?.Data ?? FashionMnist.Name;
        DataChoice.Check(new DataRequest(data, Size: null, Limit: null, TestLimit: null));
        if (!sweep.IsOfNetworks && parsed.GetValue(words.Width) is not null)
            throw new UsageProblem($"--width is for the resnets: {sweep.Name} is about Vision Transformers");
        if (earlier is not null && Contradiction(earlier, sweep, parsed, words, data) is { } contradiction)
            throw new UsageProblem($"{contradiction} contradicts what {folder} was begun with: leave it out to go on, or choose another folder with --out");
        var settings = sweep.Settings((int)DataChoice.Kind(new DataRequest(data, Size: null, Limit: null, TestLimit: null)).Image.Height);
        var root = parsed.GetValue(words.Root) ?? DataSetManifest.FindRoot();
        var devices = Devices(parsed.GetValue(words.Device));
        AtomicFile.MakeFolder(folder);
        var plan = earlier ?? Begin(sweep, settings, parsed, words, data, devices, root, folder, terminal);
        var isQuiet = parsed.GetValue(words.Json);
        var runs = new AblationRuns(sweep, settings, plan, folder, devices, root);
        try
        {
            runs.Make(terminal, isQuiet);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"kit ablate: stopped; the same command goes on, with finished runs left alone: ./kit ablate {sweep.Name} --out {folder}");
            return ExitCode.Stopped;
        }
        var report = new AblationReport(sweep, plan, folder, runs);
        report.Write();
        if (isQuiet)
            terminal.Out.WriteLine(report.ToJson());
        else
            report.Show(terminal);
        return 0;
    }

    private static AblationPlan Begin(
        Sweep sweep, IReadOnlyList<SweepSetting> settings, ParseResult parsed, AblateWords words, string data, IReadOnlyList<string> devices, string root, string folder, Terminal terminal)
    {
        var budget = parsed.GetValue(words.Budget);
        var seeds = (int)(parsed.GetValue(words.Seeds) ?? 3);
        var parallel = (int)Math.Min(parsed.GetValue(words.Parallel) ?? Math.Max(devices.Count > 1 || devices[0] != "cpu" ? devices.Count : Environment.ProcessorCount, 1), seeds * settings.Count);
        var plan = new AblationPlan
        {
            Sweep = sweep.Name,
            Data = data,
            Width = sweep.IsOfNetworks ? parsed.GetValue(words.Width) ?? DefaultWidth : null,
            Images = parsed.GetValue(words.Limit) ?? (budget is null ? DefaultImages : BudgetImages),
            TestImages = parsed.GetValue(words.TestLimit) ?? (budget is null ? DefaultTestImages : BudgetTestImages),
            Epochs = (int)(parsed.GetValue(words.Epochs) ?? (budget is null ? 2 : 5)),
            Seeds = seeds,
            Parallel = parallel,
            Threads = Math.Max(1, Environment.ProcessorCount / parallel),
        };
        if (budget is { } minutes)
            plan = Budget.Fit(plan, minutes, sweep, settings, devices, root, terminal);
        plan.Write(folder);
        if (!parsed.GetValue(words.Json))
            terminal.Out.WriteLine($"{seeds * settings.Count} runs, {parallel} at a time: {plan.Scale}{(plan.Cut.Length > 0 ? $"; {plan.Cut}" : "")}");
        return plan;
    }

    private static string? Contradiction(AblationPlan plan, Sweep sweep, ParseResult parsed, AblateWords words, string data)
    {
        if (plan.Sweep != sweep.Name)
            return $"the sweep {sweep.Name}";
        if (plan.Data != data)
            return $"--data {data}";
        (Option Option, bool Differs)[] options =
        [
            (words.Seeds, parsed.GetValue(words.Seeds) is { } seeds && seeds != plan.Seeds),
            (words.Width, parsed.GetValue(words.Width) is { } width && width != plan.Width),
            (words.Limit, parsed.GetValue(words.Limit) is { } images && plan.Cut.Length == 0 && images != plan.Images),
            (words.TestLimit, parsed.GetValue(words.TestLimit) is { } testImages && testImages != plan.TestImages),
            (words.Epochs, parsed.GetValue(words.Epochs) is { } epochs && plan.Cut.Length == 0 && epochs != plan.Epochs),
            (words.Parallel, parsed.GetValue(words.Parallel) is { } parallel && parallel != plan.Parallel),
        ];
        return options.FirstOrDefault(entry => entry.Differs).Option?.Name;
    }

    private static IReadOnlyList<string> Devices(string? word)
    {
        if (word is not null)
            return [word];
        var gpus = cuda.is_available() ? cuda.device_count() : 0;
        return gpus > 0 ? [.. Enumerable.Range(0, gpus).Select(gpu => $"cuda:{gpu}")] : ["cpu"];
    }
}

/// <summary>The options of `ablate`.</summary>
internal sealed class AblateWords
{
    private const int MostSeeds = 31;

    public Option<long?> Seeds { get; } = CliOptions.Whole("--seeds", "Runs of each variant, with seeds from 1. Default: 3.", 1, MostSeeds);

    public Option<double?> Budget { get; } = CliOptions.Number("--budget", "Minutes that all of it may take: each variant is timed, then epochs, images and width are cut until it fits, and what was cut is said.", "above 0", value => value > 0, "MINUTES");

    public Option<string?> Data { get; } = CliOptions.Text("--data", "NAME", "A data set. Default: fashion-mnist.");

    public Option<double?> Width { get; } = CliOptions.Number("--width", "Factor on a resnet's channels. Default: 0.25.", "above 0 and at most 16", value => value is > 0 and <= 16, "FACTOR");

    public Option<long?> Limit { get; } = CliOptions.Whole("--limit", "Training images of each run, at most with a budget. Default: 5000, with a budget 20000.", 1, value: "IMAGES");

    public Option<long?> TestLimit { get; } = CliOptions.Whole("--test-limit", "Held-out images that are measured on. Default: 2000, with a budget 1000.", 1, value: "IMAGES");

    public Option<long?> Epochs { get; } = CliOptions.Whole("--epochs", "Epochs of each run, at most with a budget. Default: 2, with a budget 5.", 1);

    public Option<long?> Parallel { get; } = CliOptions.Whole("--parallel", "Runs at a time. Default: as many as there are GPUs, else processor cores.", 1, 1024);

    public Option<string?> Device { get; } = new DeviceCliOption().Option;

    public Option<string?> Out { get; } = CliOptions.Text("--out", "DIR", "Where runs, tables and chart go. Default: artifacts/ablations/NAME.");

    public Option<string?> Root { get; } = CliOptions.Text("--root", "DIR", "The folder that holds environment.json and data/. Default: the nearest one upwards.");

    public Option<bool> Json { get; } = CliOptions.Switch("--json", "Prints one JSON object at the end.");

    public IEnumerable<Option> Options => [Seeds, Budget, Data, Width, Limit, TestLimit, Epochs, Parallel, Device, Out, Root, Json];
}
