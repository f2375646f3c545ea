using System.Diagnostics;

namespace VisionAttention.Kit.Platform;

/// <summary>Starts programs with the machine's environment and takes them, children included, down on cancellation.</summary>
internal sealed class ProcessRunner(Machine machine)
{
    /// <summary>Runs a program to its end and keeps what it wrote.</summary>
    /// <exception cref="TimeoutException">It ran longer than its time limit.</exception>
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
                {
                    return;
                }

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
        if (options is { EndsByItself: true })
        {
            using var asking = cancellation.Register(() => ProcessSignal.AskToEnd(process));
            await WaitAsync(process, options.TimeLimit, CancellationToken.None);
        }
        else
        {
            await WaitAsync(process, options?.TimeLimit, cancellation);
        }

        return process.ExitCode;
    }

    private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(5);

    private static async Task WaitAsync(Process process, TimeSpan? timeLimit, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeLimit is { } duration)
        {
            limit.CancelAfter(duration);
        }

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
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in machine.Variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["PATH"] = string.Join(':', machine.SearchPath);
        // A build node that outlives its build would hold our pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in options.Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
