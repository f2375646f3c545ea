using System.Diagnostics;
using System.Globalization;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Runs the steps that are not yet done, one kit at a time.</summary>
internal sealed class SetupRunner(SetupContext context)
{
    /// <summary>What `./kit run` and `./kit lab` need.</summary>
    public static IReadOnlyList<ISetupStep> Lessons =>
    [
        new AptStep("packages", "Jupyter", ["notebook"]), new TorchStep(), new DataStep("fashion-mnist"), PublishStep.Library, PublishStep.Kernel,
        new KernelSpecStep(),
    ];

    /// <summary>What `./kit test` needs beside that.</summary>
    public static IReadOnlyList<ISetupStep> Tests =>
        [.. Lessons, new AptStep("tests", "what only tests use: a browser without a window, and Python's torch", ["tests"])];

    /// <summary>Runs the steps in order.</summary>
    public async Task RunAsync(IReadOnlyList<ISetupStep> steps, bool force, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        Directory.CreateDirectory(context.Workspace.SetupFolder);
        using var exclusive = await TakeLockAsync(cancellation);
        ForgetFirstEdition();
        var stamps = new Stamps(context.Workspace.SetupFolder);
        var done = 0;
        foreach (var step in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!force && step.IsInPlace(context) && stamps.Holds(step.Name, Stamps.Hash(step.Inputs(context))))
                continue;
            await RunStepAsync(step, stamps, cancellation);
            done++;
        }

        if (done == 0)
            context.Report.Line("setup", "grey", $"everything is in place ({watch.ElapsedMilliseconds} ms)");
    }

    private async Task RunStepAsync(ISetupStep step, Stamps stamps, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        context.Report.Line("setup", "blue", $"{step.Name}: {step.Why}");
        stamps.Forget(step.Name);
        var result = await step.ApplyAsync(context, cancellation);
        // Hashed anew: a step may change what it looks at, as apt changes its own list.
        stamps.Write(step.Name, Stamps.Hash(step.Inputs(context)));
        var seconds = watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        context.Report.Line("  ok ", "green", $"{result} ({seconds} s)");
    }

    // What the first edition of the kit built was compiled against other libraries; this file of its own is the mark of it. Runs stay, and so
    // does the program that is running.
    private void ForgetFirstEdition()
    {
        var mark = Path.Combine(context.Workspace.Artifacts, "profile.props");
        if (!File.Exists(mark))
            return;
        context.Report.Line("setup", "blue", "deleting what the first edition of the kit built in artifacts/; runs stay");
        AtomicFile.DeleteFolder(Path.Combine(context.Workspace.Artifacts, "native"));
        foreach (var output in (string[])["bin", "obj"])
        {
            var folder = Path.Combine(context.Workspace.Artifacts, output);
            foreach (var project in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
            {
                if (Path.GetFileName(project) != "Kit")
                    AtomicFile.DeleteFolder(project);
            }
        }

        File.Delete(mark);
    }

    private async Task<FileStream> TakeLockAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(context.Workspace.SetupFolder, "lock");
        var told = false;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (failure.HResult == WouldBlock)
            {
                if (!told)
                {
                    context.Report.Line("setup", "yellow", "another ./kit is setting up this checkout; waiting for it");
                    told = true;
                }

                await Task.Delay(200, cancellation);
            }
        }
    }

    // EWOULDBLOCK of flock; any other failure is told at once.
    private const int WouldBlock = 11;
}
