using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VisionAttention.Kit.Platform;

/// <summary>Starts programs with the machine's environment and takes them, children included, down on cancellation.</summary>
internal sealed class ProcessRunner(Machine machine)
{
    /// <summary>Runs a program to its end and keeps what it wrote.</summary>
    public async Task<ProcessResult> RunAsync(
        string program, IReadOnlyList<string> arguments, ProcessOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= ProcessOptions.Default;
        using var process = new Process { StartInfo = StartInfo(program, arguments, options, captured: true) };
        using var log = options.LogFile is null ? null : File.CreateText(options.LogFile);
        List<string> output = [];
        List<string> error = [];
        var outputEnd = new TaskCompletionSource();
        var errorEnd = new TaskCompletionSource();
        var isTaken = false;
        process.OutputDataReceived += (_, line) => Take(line.Data, output, outputEnd);
        process.ErrorDataReceived += (_, line) => Take(line.Data, error, errorEnd);

        Start(process, program);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitAsync(process, options.TimeLimit, cancellation);

        // A background child may keep the streams open after its parent has ended; do not wait for it.
        await Task.WhenAny(Task.WhenAll(outputEnd.Task, errorEnd.Task), Task.Delay(StreamPatience, CancellationToken.None));
        lock (output)
        {
            isTaken = true;
            return new ProcessResult(process.ExitCode, [.. output], [.. error]);
        }

        void Take(string? line, List<string> lines, TaskCompletionSource end)
        {
            if (line is null)
            {
                end.TrySetResult();
                return;
            }

            lock (output)
            {
                if (isTaken)
                    return;
                lines.Add(line);
                log?.WriteLine(line);
                log?.Flush();
                options.OnLine?.Invoke(line);
            }
        }
    }

    /// <summary>Runs a program on the user's own terminal and returns its exit code.</summary>
    public async Task<int> RunAttachedAsync(
        string program, IReadOnlyList<string> arguments, ProcessOptions? options = null, CancellationToken cancellation = default)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments, options ?? ProcessOptions.Default, captured: false) };
        Start(process, program);
        await WaitAsync(process, options?.TimeLimit, cancellation);
        return process.ExitCode;
    }

    private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(5);

    private static async Task WaitAsync(Process process, TimeSpan? timeLimit, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeLimit is { } duration)
            limit.CancelAfter(duration);
        // Not WaitForExitAsync: that waits for the end of the streams as well.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => ended.TrySetResult();
        process.EnableRaisingEvents = true;
        try
        {
            await ended.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException($"{process.StartInfo.FileName} ran longer than {timeLimit}");
        }
    }

    private static void Start(Process process, string program)
    {
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new KitException($"{program} could not be started: {failure.Message}", "install it, or run ./kit doctor to see what is missing");
        }
    }

    private ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, ProcessOptions options, bool captured)
    {
        var path = program.Contains('/', StringComparison.Ordinal) ? program : machine.Find(program);
        var start = new ProcessStartInfo(path ?? throw new KitException($"{program} is not on the PATH", $"install {program}"))
        {
            RedirectStandardInput = captured,
            RedirectStandardOutput = captured,
            RedirectStandardError = captured,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in machine.Variables)
            start.Environment[name] = value;
        start.Environment["PATH"] = string.Join(':', machine.SearchPath);
        // A build node that outlives its build would hold our pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in options.Variables)
            start.Environment[name] = value;
        return start;
    }
}

/// <summary>How a program is started.</summary>
internal sealed record ProcessOptions
{
    /// <summary>The defaults: here, unchanged environment, no time limit.</summary>
    public static ProcessOptions Default { get; } = new();

    /// <summary>The folder it starts in; null for the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables added to, or replacing, the machine's.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Called with every line of either stream, as it comes.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>A file that receives every line, too.</summary>
    public string? LogFile { get; init; }

    /// <summary>How long it may run; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }
}

/// <summary>How a program ended and what it wrote.</summary>
/// <param name="ExitCode">0 for success, as the program says.</param>
/// <param name="Output">Lines of standard output.</param>
/// <param name="Error">Lines of standard error.</param>
internal sealed record ProcessResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    /// <summary>Whether the program ended with exit code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Both streams, output first.</summary>
    public string Text => string.Join('\n', Output.Concat(Error));
}

/// <summary>Asks other programs to end in order, which .NET has no call for.</summary>
internal static class ProcessSignal
{
    private const int Termination = 15;

    /// <summary>Sends SIGTERM; nothing where the program has ended.</summary>
    public static void AskToEnd(Process process)
    {
        if (!process.HasExited)
            _ = Kill(process.Id, Termination);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
