using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using VisionAttention.Kit.Training.Commands;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Training;

/// <summary>The commands, and how their failures end: 0 done, 1 failed, 2 asked wrongly, 130 stopped.</summary>
internal static class TrainingProgram
{
    public const int Failed = 1;
    public const int AskedWrongly = 2;
    public const int Stopped = 130;

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, Terminal terminal)
    {
        // Not a RootCommand: that would have the name of this program, which people start through the kit.
        var root = new Command("kit", "Trains, judges and compares the models of Vision Attention.")
        {
            new HelpOption(),
            TrainCommand.Create(terminal),
            FinetuneCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            PredictCommand.Create(terminal),
            RunsCommand.Create(terminal),
            AblateCommand.Create(terminal),
            Setup(terminal),
        };
        var words = root.Parse(arguments);
        var name = words.CommandResult.Command == root ? "kit" : $"kit {words.CommandResult.Command.Name}";
        if (words.Action is ParseErrorAction)
        {
            var fault = words.UnmatchedTokens.Count > 0 ? $"{words.UnmatchedTokens[0]} is not known here" : OneLine(words.Errors[0].Message);
            terminal.Error.WriteLine($"{name}: {fault}; {name} --help shows what there is");
            return AskedWrongly;
        }
        try
        {
            NativeTorch.Load();
            return words.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = terminal.Out, Error = terminal.Error,
            });
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"{name}: stopped");
            return Stopped;
        }
        catch (UsageProblem problem)
        {
            terminal.Error.WriteLine($"{name}: {OneLine(problem.Message)}");
            return AskedWrongly;
        }
        catch (Exception failure) when (IsForeseen(failure))
        {
            terminal.Error.WriteLine($"{name}: {OneLine(failure.Message)}");
            return Failed;
        }
    }

    // The archive of `kit pack` asks for it on another machine.
    private static Command Setup(Terminal terminal)
    {
        var command = new Command("setup") { Hidden = true };
        command.SetAction(_ => terminal.Out.WriteLine(SelfCheck.Run()));
        return command;
    }

    private static bool IsForeseen(Exception failure)
    {
        return failure is ArgumentException or IOException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException
            or DllNotFoundException or NotSupportedException or ExternalException or OutOfMemoryException;
    }

    private static string OneLine(string message)
    {
        var text = message.ReplaceLineEndings(" ").Trim();
        return text.EndsWith('.') ? text[..^1] : text;
    }
}
