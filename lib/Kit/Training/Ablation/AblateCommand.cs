using System.CommandLine;
using System.Globalization;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

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
            Description = string.Join("; ", Sweeps.All.Select(sweep => $"{sweep.Name}: {sweep.Title}").Concat(ShortSweeps.All.Select(sweep => $"{sweep.Name}: {sweep.Title}"))) + ". table3 to table7 name the paper's, too.",
        };
        var words = new AblateWords();
        var command = new Command(
            "ablate",
            "Trains every variant of a table with several seeds, in processes side by side, and sets the means with their 95 % intervals beside\n"
            + "the paper's numbers. Which of the paper's orderings are found at this scale is said as it is found.\n"
            + "Called again it makes what is missing and leaves finished runs alone.\n"
            + "With --shard several machines work in one folder that they share: each makes its own part, then helps the others, then waits until all runs are\n"
            + "finished and writes the tables; the runs of one that died are taken over and go on from their checkpoints.") { name };
        foreach (var option in words.Options)
            command.Options.Add(option);
        command.SetAction(parsed => ShortSweeps.Find(parsed.GetValue(name)!) is { } here
            ? ShortSweeps.Run(here, parsed, words, terminal)
            : Run(Sweeps.Find(parsed.GetValue(name)!), parsed, words, terminal));
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
        Agree(earlier);
        var settings = Settings(data);
        var root = parsed.GetValue(words.Root) ?? DataSetManifest.FindRoot();
        if (words.Slurm.Refusal(parsed, words.Shard) is { } refusal)
            throw new UsageProblem(refusal);
        if (words.Slurm.IsWanted(parsed))
            return words.Slurm.Submit(sweep, words, parsed, folder, root, settings.Count, terminal);
        var devices = Devices(parsed.GetValue(words.Device));
        AtomicFile.MakeFolder(folder);
        var isQuiet = parsed.GetValue(words.Json);
        // A folder in which shards work is worked in as they do.
        Shard? shard = parsed.GetValue(words.Shard) ?? (AblationRuns.AreShared(folder) ? new Shard(1, 1) : null);
        var plan = earlier ?? (shard is { } one ? Together(one) : Begin(shards: null, terminal.Cancellation));
        Agree(plan);
        // Another shard may have named the data.
        settings = Settings(plan.Data);
        if (!isQuiet && (shard is not null || earlier is null))
            terminal.Out.WriteLine($"{(shard is null ? "" : $"shard {shard}: ")}{plan.Seeds * settings.Count} runs, {plan.Parallel} at a time{(shard is null ? "" : " in each shard")}: {plan.Scale}{(plan.Cut.Length > 0 ? $"; {plan.Cut}" : "")}");
        var runs = new AblationRuns(sweep, settings, plan, folder, devices, root);
        try
        {
            if (shard is { } mine)
                runs.Share(mine, terminal, isQuiet);
            else
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

        IReadOnlyList<SweepSetting> Settings(string of) => sweep.Settings((int)DataChoice.Kind(new DataRequest(of, Size: null, Limit: null, TestLimit: null)).Image.Height);

        void Agree(AblationPlan? with)
        {
            if (with is not null && Contradiction(with, sweep, parsed, words) is { } contradiction)
                throw new UsageProblem($"{contradiction} contradicts what {folder} was begun with: leave it out to go on, or choose another folder with --out");
        }

        AblationPlan Begin(int? shards, CancellationToken cancellation)
        {
            var begun = Plan(sweep, settings, parsed, words, data, devices, root, shards, terminal with { Cancellation = cancellation });
            if (shards is null)
                begun.Write(folder);
            return begun;
        }

        // The first to come plans, with a budget for minutes; the others wait for it.
        AblationPlan Together(Shard one)
        {
            var file = Path.Combine(folder, AblationPlan.FileName);
            var claims = new ClaimFolder(AblationRuns.Planning(folder), one, TimeSpan.FromSeconds(parsed.GetValue(words.DeadAfter) ?? AblationPlan.DefaultDeadAfter));
            claims.WorkAsync(["plan"], parallel: 1, _ => File.Exists(file), (claim, cancellation) =>
            {
                claim.Publish(file, Begin(one.Count, cancellation).ToJson());
                return Task.CompletedTask;
            }, text => (isQuiet ? terminal.Error : terminal.Out).WriteLine($"shard {one}: {text}"), terminal.Cancellation).GetAwaiter().GetResult();
            return AblationPlan.Read(folder) ?? throw new IOException($"{file} is gone. Fix: run the command again");
        }
    }

    private static AblationPlan Plan(
        Sweep sweep, IReadOnlyList<SweepSetting> settings, ParseResult parsed, AblateWords words, string data, IReadOnlyList<string> devices, string root, int? shards, Terminal terminal)
    {
        var budget = parsed.GetValue(words.Budget);
        var seeds = (int)(parsed.GetValue(words.Seeds) ?? 3);
        var parallel = (int)Math.Min(parsed.GetValue(words.Parallel) ?? Math.Max(devices.Count > 1 || devices[0] != "cpu" ? devices.Count : Environment.ProcessorCount, 1), (seeds * settings.Count + (shards ?? 1) - 1) / (shards ?? 1));
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
            Shards = shards,
            DeadAfter = parsed.GetValue(words.DeadAfter) ?? AblationPlan.DefaultDeadAfter,
        };
        return budget is { } minutes ? Budget.Fit(plan, minutes, sweep, settings, devices, root, terminal) : plan;
    }

    private static string? Contradiction(AblationPlan plan, Sweep sweep, ParseResult parsed, AblateWords words)
    {
        if (plan.Sweep != sweep.Name)
            return $"the sweep {sweep.Name}";
        if (parsed.GetValue(words.Data) is { } data && plan.Data != data)
            return $"--data {data}";
        (Option Option, bool Differs)[] options =
        [
            (words.Seeds, parsed.GetValue(words.Seeds) is { } seeds && seeds != plan.Seeds),
            (words.Width, parsed.GetValue(words.Width) is { } width && width != plan.Width),
            (words.Limit, parsed.GetValue(words.Limit) is { } images && plan.Cut.Length == 0 && images != plan.Images),
            (words.TestLimit, parsed.GetValue(words.TestLimit) is { } testImages && testImages != plan.TestImages),
            (words.Epochs, parsed.GetValue(words.Epochs) is { } epochs && plan.Cut.Length == 0 && epochs != plan.Epochs),
            (words.Parallel, parsed.GetValue(words.Parallel) is { } parallel && parallel != plan.Parallel),
            (words.Shard, parsed.GetValue(words.Shard) is { } shard && plan.Shards is { } shards && shard.Count != shards),
            (words.DeadAfter, parsed.GetValue(words.DeadAfter) is { } seconds && seconds != plan.DeadAfter),
        ];
        return options.FirstOrDefault(entry => entry.Differs).Option?.Name;
    }

    private static IReadOnlyList<string> Devices(string? word)
    {
        if (word is not null)
            return [word];
        var gpus = VisionAttention.Training.Devices.Gpus;
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

    public Option<Shard?> Shard { get; } = new("--shard")
    {
        HelpName = "i/n",
        Description = "This is number i of n processes, on one machine or many, that work in one --out folder; a folder shared over a network will do. The first one's options are everybody's.",
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (word.Split('/') is [var first, var second] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && number >= 1 && number <= count)
            {
                return new Shard(number, count);
            }
            result.AddError($"--shard {word} is not i/n with i from 1 to n, such as 2/4");
            return null;
        },
    };

    public Option<double?> DeadAfter { get; } = CliOptions.Number("--dead-after", "A shard that is not heard of for so long counts as dead, and its runs are taken over. Default: 120.", "of at least 2", value => value >= 2, "SECONDS");

    public SlurmArray Slurm { get; } = new();

    public Option<string?> Device { get; } = new DeviceCliOption().Option;

    public Option<string?> Out { get; } = CliOptions.Text("--out", "DIR", "Where runs, tables and chart go. Default: artifacts/ablations/NAME.");

    public Option<string?> Root { get; } = CliOptions.Text("--root", "DIR", "The folder that holds environment.json and data/. Default: the nearest one upwards.");

    public Option<bool> Json { get; } = CliOptions.Switch("--json", "Prints one JSON object at the end.");

    public IEnumerable<Option> Options => [Seeds, Budget, Data, Width, Limit, TestLimit, Epochs, Parallel, Shard, DeadAfter, .. Slurm.Options, Device, Out, Root, Json];
}
