using System.CommandLine;
using System.Globalization;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>A sweep as a job array of Slurm: one task for each shard.</summary>
internal sealed class SlurmArray
{
    private const string FileName = "shards.sbatch";

    private readonly Option<bool> _wanted = CliOptions.Switch("--slurm", "Writes DIR/shards.sbatch, a Slurm job array with a task for each shard, and submits it where sbatch is on the PATH. Trains nothing here.");
    private readonly Option<long?> _shards = CliOptions.Whole("--shards", "With --slurm: how many. Default: as many as there are variants.", 1, 1000);
    private readonly Option<string?> _extra = CliOptions.Text("--sbatch", "OPTIONS", "With --slurm: options of sbatch in one word, such as \"--partition=gpu --time=12:00:00\"; they win over the script's own.");

    public IEnumerable<Option> Options => [_wanted, _shards, _extra];

    public bool IsWanted(ParseResult parsed) => parsed.GetValue(_wanted);

    /// <summary>What cannot be asked for together; null where nothing is wrong.</summary>
    public string? Refusal(ParseResult parsed, Option shard)
    {
        if (IsWanted(parsed))
            return parsed.GetResult(shard) is null ? null : "--shard is for one process, and --slurm starts all of them: leave one of the two out";
        var idle = ((Option[])[_shards, _extra]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        return idle is null ? null : $"{idle.Name} is for --slurm: add it, or leave {idle.Name} out";
    }

    /// <summary>Writes the script, and submits it where that can be done.</summary>
    public int Submit(Sweep sweep, AblateWords words, ParseResult parsed, string folder, string root, int variants, Terminal terminal)
    {
        var shards = parsed.GetValue(_shards) ?? variants;
        var path = Path.Combine(folder, FileName);
        AtomicFile.WriteText(path, Script(sweep, words, parsed, folder, root, shards), makesFolder: true);
        var machine = Machine.Current();
        var answer = machine.Find("sbatch") is null ? null : new ProcessRunner(machine).RunAsync("sbatch", [path], cancellation: terminal.Cancellation).GetAwaiter().GetResult();
        if (answer is { Succeeded: false })
            throw new InvalidOperationException($"sbatch refused {path}: {string.Join(' ', answer.Error)}. Fix: name what this cluster wants with --sbatch \"OPTIONS\", or edit the script and submit it with: sbatch {path}");
        var said = answer is null ? $"sbatch is not on the PATH here; where it is, submit it with: sbatch {path}" : string.Join(' ', answer.Output);
        terminal.Out.WriteLine(parsed.GetValue(words.Json)
            ? JsonLines.Of(new { kind = "slurm", script = path, shards, isSubmitted = answer is not null, said })
            : $"{path}: {Counted.Text(shards, "shard")}; {said}");
        return 0;
    }

    private string Script(Sweep sweep, AblateWords words, ParseResult parsed, string folder, string root, long shards)
    {
        // Everything that was asked for, but what is about the array itself or has its default named below.
        var given = words.Options.Except([.. Options, words.Out, words.Root]).Where(option => parsed.GetResult(option) is { Implicit: false })
            .SelectMany(option => parsed.GetResult(option)!.Tokens.Select(token => token.Value).Prepend(option.Name));
        string[] command =
        [
            Workspace.Find(AppContext.BaseDirectory).At("kit"), "ablate", sweep.Name, .. given, "--out", folder, "--root", Path.GetFullPath(root),
        ];
        string[] gpu = parsed.GetValue(words.Device) == "cpu" ? [] : ["#SBATCH --gres=gpu:1"];
        string[] extra = parsed.GetValue(_extra) is { } options ? [$"#SBATCH {options}"] : [];
        return string.Join('\n',
        [
            "#!/usr/bin/env bash",
            $"# {sweep.Title}: {Counted.Text(shards, "task")} on one folder. One that dies is taken over by the others; submitted again, all go on.",
            $"#SBATCH --job-name=ablate-{sweep.Name}",
            string.Create(CultureInfo.InvariantCulture, $"#SBATCH --array=1-{shards}"),
            .. gpu,
            "#SBATCH --cpus-per-task=8",
            "#SBATCH --time=04:00:00",
            "#SBATCH --requeue",
            "#SBATCH --open-mode=append",
            $"#SBATCH --output={Path.Combine(folder, "shard-%a.log")}",
            "# Two minutes before its time is over a shard is asked to end, keeps a checkpoint and gives its run back.",
            "#SBATCH --signal=TERM@120",
            .. extra,
            "",
            $"cd {Quoted(Environment.CurrentDirectory)} || exit 1",
            $"srun {string.Join(' ', command.Select(Quoted))} --shard \"$SLURM_ARRAY_TASK_ID/{shards.ToString(CultureInfo.InvariantCulture)}\"",
            "code=$?",
            "# 130 says: stopped with a checkpoint. The same task goes on from there.",
            "[ $code -ne 130 ] || scontrol requeue \"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\"",
            "exit $code",
            "",
        ]);
    }

    private static string Quoted(string word) => word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./=,:".Contains(letter, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
