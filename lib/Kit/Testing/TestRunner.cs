using System.Diagnostics;
using System.Globalization;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Testing;

/// <summary>Builds the solution, runs every test project, and sums what they say.</summary>
internal sealed class TestRunner(SetupContext context)
{
    /// <summary>The test projects, in the order they run.</summary>
    public IReadOnlyList<string> Projects()
    {
        var folder = context.Workspace.At("tests");
        string[] projects = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.Tests.csproj", SearchOption.AllDirectories) : [];
        Array.Sort(projects, StringComparer.Ordinal);
        return projects;
    }

    /// <summary>Builds everything, warnings being errors.</summary>
    public async Task BuildAsync(CancellationToken cancellation)
    {
        const string Solution = "lib/VisionAttention.slnx";
        context.Report.Line("test ", "blue", $"building {Solution}");
        var log = Path.Combine(context.Workspace.SetupFolder, "solution.log");
        var options = new ProcessOptions { WorkingDirectory = context.Workspace.Root, LogFile = log, OnLine = context.Report.Live };
        var result = await context.Processes.RunAsync(
            context.Machine.Dotnet, ["build", Solution, "-c", "Release", "-v", "quiet", "-tl:off"], options, cancellation);
        if (!result.Succeeded)
        {
            throw FailureText.OfProgram($"building {Solution}", result, $"see {log}");
        }
    }

    /// <summary>Runs the test projects one after another and shows how long each takes.</summary>
    /// <param name="filter">A filter expression of `dotnet test`, or null for every test.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task<TestCounts> RunAsync(string? filter, CancellationToken cancellation)
    {
        var projects = Projects();
        var total = new TestCounts();
        if (projects.Count == 0)
        {
            return total.WithFailure("there is no test project below tests/");
        }

        foreach (var project in projects)
        {
            var watch = Stopwatch.StartNew();
            var name = Path.GetFileNameWithoutExtension(project);
            var counts = await RunProjectAsync(project, name, filter, cancellation);
            total = total.Plus(counts);
            var seconds = watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            context.Report.Line("test ", counts.Failed == 0 ? "green" : "red", $"{name}: {counts.Summary} ({seconds} s)");
            foreach (var failure in counts.Failures)
            {
                context.Report.Line($"      {failure.ReplaceLineEndings("\n        ")}");
            }
        }

        if (filter is not null && total.Total == 0)
        {
            total = total.WithFailure("no test matches the filter");
            context.Report.Line($"      no test matches --filter {filter}");
        }

        return total;
    }

    /// <summary>What a project's run amounts to: its counts, and one failure more when it broke down or ran nothing.</summary>
    /// <param name="trx">Its result file, which may be missing.</param>
    /// <param name="process">How the run ended.</param>
    /// <param name="isFiltered">Whether running no test is what the user asked for.</param>
    internal static TestCounts Judge(string trx, ProcessResult process, bool isFiltered)
    {
        TestCounts counts;
        try
        {
            counts = File.Exists(trx) ? TrxFile.Read(trx) : new TestCounts();
        }
        catch (InvalidDataException failure)
        {
            return new TestCounts().WithFailure(failure.Message);
        }

        if (counts.Total == 0 && !isFiltered)
        {
            return counts.WithFailure($"no test ran (exit code {process.ExitCode}): {LastWords(process)}");
        }

        return process.Succeeded || counts.Failed > 0 || (isFiltered && counts.Total == 0)
            ? counts
            : counts.WithFailure($"the test process ended with exit code {process.ExitCode}: {LastWords(process)}");
    }

    private async Task<TestCounts> RunProjectAsync(string project, string name, string? filter, CancellationToken cancellation)
    {
        var folder = context.Workspace.At("artifacts", "test");
        Directory.CreateDirectory(folder);
        var trx = Path.Combine(folder, $"{name}.trx");
        File.Delete(trx);
        List<string> arguments =
        [
            "test", project, "-c", "Release", "--no-build", "--logger", $"trx;LogFileName={name}.trx", "--results-directory", folder,
        ];
        if (filter is not null)
        {
            arguments.AddRange(["--filter", filter]);
        }

        context.Report.Live($"test  {name} ...");
        var options = new ProcessOptions
        {
            WorkingDirectory = context.Workspace.Root,
            LogFile = Path.Combine(folder, $"{name}.log"),
            Variables = new Dictionary<string, string> { ["VISION_ATTENTION_DOTNET"] = context.Machine.Dotnet },
        };
        var process = await context.Processes.RunAsync(context.Machine.Dotnet, arguments, options, cancellation);
        return Judge(trx, process, isFiltered: filter is not null);
    }

    private static string LastWords(ProcessResult process) =>
        process.Output.Concat(process.Error).LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "it wrote nothing";
}
