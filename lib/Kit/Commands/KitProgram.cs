using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;
using VisionAttention.Kit.Training;
using VisionAttention.Kit.Training.Ablation;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Commands;

/// <summary>The commands in one parser, and how their failures end; <see cref="ExitCode"/> says with which code.</summary>
internal static class KitProgram
{
    // In the order in which --help lists them.
    private static readonly (string Name, Func<Terminal, Command> Create)[] Commands =
    [
        ("run", _ => RunCommand.Create()), ("test", _ => TestCommand.Create()), ("setup", _ => SetupCommand.Create()), ("lab", _ => LabCommand.Create()),
        ("kernel", _ => KernelCommand.Create()), ("doctor", _ => DoctorCommand.Create()), ("data", _ => DataCommand.Create()),
        ("verify", VerifyCommand.Create), ("summary", SummaryCommand.Create), ("paper-costs", PaperCostsCommand.Create), ("bench", BenchCommand.Create),
        ("publish", _ => PublishCommand.Create()), ("release", _ => ReleaseCommand.Create()), ("pack", _ => PackCommand.Create()), ("clean", _ => CleanCommand.Create()),
        ("train", TrainCommand.Create), ("finetune", FinetuneCommand.Create), ("evaluate", EvaluateCommand.Create), ("predict", PredictCommand.Create),
        ("runs", RunsCommand.Create), ("ablate", AblateCommand.Create),
    ];

    private static readonly string[] Training = ["train", "finetune", "evaluate", "predict", "runs", "ablate"];
    // What an archive for another machine can do: to train, and to see what that machine computes and how fast.
    private static readonly string[] Packed = [.. Training, "verify", "bench"];
    // A training and a benchmark choose their threads themselves; summaries need none.
    private static readonly string[] Judging = ["evaluate", "predict", "verify"];
    private static readonly string[] Computing = ["verify", "summary", "paper-costs", "bench", .. Training];

    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] words, Terminal terminal, Action listen, bool trainsOnly)
    {
        // Paths and names are never empty; .NET's own words for one that is name no option.
        if (Empty(words) is { } empty)
        {
            await terminal.Error.WriteLineAsync($"{(words[0].Length > 0 && words[0][0] != '-' ? $"kit {words[0]}" : "kit")}: {empty}");
            return ExitCode.UsageError;
        }
        // Without a word there is nothing that could be wrong: the list of commands is what helps.
        var parsed = Root(words, terminal, trainsOnly).Parse(words.Length > 0 ? words : ["--help"]);
        List<Command> path = [];
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            path.Insert(0, result.Command);
        var trains = trainsOnly || (path.Count > 1 && Training.Contains(path[1].Name));
        var computes = trains || (path.Count > 1 && Computing.Contains(path[1].Name));
        var command = string.Join(' ', path.Skip(1).Select(part => part.Name).Prepend("kit"));
        var name = computes ? command : "kit";
        if (parsed.Action is ParseErrorAction)
        {
            var fault = parsed.UnmatchedTokens.Count > 0 ? $"{parsed.UnmatchedTokens[0]} is not known here" : OneLine(parsed.Errors[0].Message);
            await terminal.Error.WriteLineAsync($"{command}: {fault}; {command} --help shows what there is");
            return ExitCode.UsageError;
        }

        // Help computes nothing, and neither does a list of runs.
        computes &= parsed.Action == parsed.CommandResult.Command.Action && path.All(command => command.Name != "runs");
        var isSetUp = false;
        try
        {
            if (computes)
            {
                listen();
                if (!trainsOnly)
                {
                    // The output may be for another program; what set-up says is not part of it.
                    var context = SetupContext.Current() with { Report = Report.ToErrors() };
                    await new SetupRunner(context).RunAsync(SetupRunner.Lessons, force: false, terminal.Cancellation);
                }

                isSetUp = true;
                NativeTorch.Load();
                if (Judging.Contains(path[1].Name))
                    set_num_threads(ProcessorShare.Threads());
            }

            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = computes ? null : TimeSpan.FromSeconds(20), Output = terminal.Out, Error = terminal.Error,
            });
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync($"{name}: stopped");
            return ExitCode.Stopped;
        }
        catch (UsageProblem problem)
        {
            await terminal.Error.WriteLineAsync($"{name}: {CliOptions.Naming(OneLine(problem.Message), parsed.CommandResult.Command)}");
            return ExitCode.UsageError;
        }
        catch (Exception failure) when ((isSetUp || trains) && IsForeseen(failure))
        {
            await terminal.Error.WriteLineAsync($"{name}: {CliOptions.Naming(OneLine(GpuFailure.Explain(failure) ?? failure.Message), parsed.CommandResult.Command)}");
            return ExitCode.Failed;
        }
        catch (Exception failure) when (FailureText.Explain(failure, RootForMessages()) is { } known)
        {
            await terminal.Error.WriteLineAsync($"kit: {known.Message}");
            return ExitCode.Failed;
        }
    }

    private static Command Root(string[] words, Terminal terminal, bool trainsOnly)
    {
        // Not a RootCommand where it only trains: that would have this program's version. It has no set-up but a check that the archive's script asks for.
        var check = new Command("setup") { Hidden = true };
        check.SetAction(_ => terminal.Out.WriteLine(SelfCheck.Run()));
        var root = trainsOnly
            ? new Command("kit", "Trains, judges and compares the models of Vision Attention.") { new HelpOption(), check }
            : new RootCommand(
                "Vision Attention: C# notebooks on self-attention in vision models.\n"
                + "Two commands do everything: run (sets up, executes the lessons) and test (sets up, runs every test).");
        var offered = Commands.Where(command => !trainsOnly || Packed.Contains(command.Name)).ToArray();
        // The one that is named is enough: making all of them takes as long as the rest of the start.
        var named = offered.Where(command => words is [var first, ..] && command.Name == first).ToArray();
        foreach (var command in named.Length > 0 ? named : offered)
            root.Subcommands.Add(command.Create(terminal));
        return root;
    }

    private static bool IsForeseen(Exception failure) =>
        failure is ArgumentException or IOException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException
            or DllNotFoundException or NotSupportedException or ExternalException or OutOfMemoryException or TimeoutException;

    private static string OneLine(string message)
    {
        var text = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.EndsWith('.') ? text[..^1] : text;
    }

    private static string? Empty(string[] words)
    {
        for (var at = 0; at < words.Length; at++)
        {
            if (words[at].StartsWith("--", StringComparison.Ordinal) && words[at].EndsWith('=') && words[at].IndexOf('=', StringComparison.Ordinal) == words[at].Length - 1)
                return $"{words[at].TrimEnd('=')} has an empty value: give one, or leave the option out";
            if (words[at].Length == 0)
                return at > 0 && words[at - 1].StartsWith("--", StringComparison.Ordinal) ? $"{words[at - 1]} has an empty value: give one, or leave the option out" : "one of the words is empty: leave it out";
        }
        return null;
    }

    private static string RootForMessages()
    {
        try
        {
            return Workspace.Find(AppContext.BaseDirectory).Root;
        }
        catch (KitException)
        {
            return AppContext.BaseDirectory;
        }
    }
}
