using System.Diagnostics;
using System.Globalization;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Runs the steps that are not yet done, one kit at a time.</summary>
internal sealed class SetupRunner(SetupContext context)
{
    private readonly Stamps _stamps = new(context.Workspace.StampFolder);

    /// <summary>What `./kit run` and `./kit lab` need.</summary>
    public static IReadOnlyList<ISetupStep> Lessons =>
    [
        new AptStep("packages", "Jupyter", ["notebook"]), new TorchStep(), new DataStep("fashion-mnist"), new DataStep("sentences"), new DataStep("minilm"), new DataStep("emoji"),
        PublishStep.Library, PublishStep.Kernel, new KernelSpecStep(),
    ];

    /// <summary>What `./kit test` needs beside that.</summary>
    public static IReadOnlyList<ISetupStep> Tests =>
        [.. Lessons, new AptStep("tests", "what only tests use: a browser without a window, and Python's torch", ["tests"])];

    /// <summary>Runs the steps in order; false where everything was in place.</summary>
    /// <remarks>Where nothing is to be done nothing is written: the checkout may be somebody else's. There what its owner made is taken as it is.</remarks>
    public async Task<bool> RunAsync(IReadOnlyList<ISetupStep> steps, bool force, CancellationToken cancellation)
    {
        bool IsToDo(ISetupStep step) => force || !IsDone(step);
        if (!steps.Any(IsToDo))
            return false;
        if (IsSomebodyElses)
        {
            var absent = steps.Where(IsToDo).Select(step => step.Name);
            throw new KitException($"{string.Join(", ", absent)} cannot be set up in {context.Workspace.Artifacts}, where this user may not write", "let the owner of the checkout run ./kit setup, or git clone into a folder of your own");
        }
        Directory.CreateDirectory(context.Workspace.StampFolder);
        using var exclusive = await TakeLockAsync(cancellation);
        ForgetFirstEdition();
        // Asked again, step by step: another kit may have been at work, and a step may change what a later one looks at.
        foreach (var step in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsToDo(step))
                await RunStepAsync(step, cancellation);
        }
        return true;
    }

    /// <summary>Whether a step's results are there, of the inputs that it has now.</summary>
    public bool IsDone(ISetupStep step) => step.IsInPlace(context) && (IsSomebodyElses || _stamps.Holds(step.Name, Stamps.Hash(step.Inputs(context))));

    private bool IsSomebodyElses => context.Workspace.Output != context.Workspace.Artifacts;

    private async Task RunStepAsync(ISetupStep step, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        context.Report.Line("setup", "blue", $"{step.Name}: {step.Why}");
        _stamps.Forget(step.Name);
        var result = await step.ApplyAsync(context, cancellation);
        // Hashed anew: a step may change what it looks at, as apt changes its own list.
        _stamps.Write(step.Name, Stamps.Hash(step.Inputs(context)));
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
        var path = Path.Combine(context.Workspace.StampFolder, "lock");
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
