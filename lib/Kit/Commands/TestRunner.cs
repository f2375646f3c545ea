using System.Diagnostics;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

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
            throw FailureText.OfProgram($"building {Solution}", result, $"see {log}");
    }

    /// <summary>Runs the test projects one after another and shows how long each takes.</summary>
    public async Task<TestCounts> RunAsync(string? filter, CancellationToken cancellation)
    {
        var projects = Projects();
        var total = new TestCounts();
        if (projects.Count == 0)
            return total.WithFailure("there is no test project below tests/");
        foreach (var project in projects)
        {
            var watch = Stopwatch.StartNew();
            var name = Path.GetFileNameWithoutExtension(project);
            var counts = await RunProjectAsync(project, name, filter, cancellation);
            total = total.Plus(counts);
            var seconds = watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            context.Report.Line("test ", counts.Failed == 0 ? "green" : "red", $"{name}: {counts.Summary} ({seconds} s)");
            foreach (var failure in counts.Failures)
                context.Report.Line($"      {failure.ReplaceLineEndings("\n        ")}");
        }

        if (filter is not null && total.Total == 0)
        {
            total = total.WithFailure("no test matches the filter");
            context.Report.Line($"      no test matches --filter {filter}");
        }

        return total;
    }

    /// <summary>What a project's run amounts to: its counts, and one failure more when it broke down or ran nothing.</summary>
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
            return counts.WithFailure($"no test ran (exit code {process.ExitCode}): {LastWords(process)}");
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
            arguments.AddRange(["--filter", filter]);
        context.Report.Live($"test  {name} ...");
        var home = Path.Combine(context.Workspace.Output, "home");
        var options = new ProcessOptions
        {
            WorkingDirectory = context.Workspace.Root,
            LogFile = Path.Combine(folder, $"{name}.log"),
            // What Jupyter and browsers that tests start would write to the home.
            Variables = new Dictionary<string, string>
            {
                ["VISION_ATTENTION_DOTNET"] = context.Machine.Dotnet,
                ["XDG_CONFIG_HOME"] = Path.Combine(home, "config"), ["JUPYTER_CONFIG_DIR"] = Path.Combine(home, "jupyter"), ["IPYTHONDIR"] = Path.Combine(home, "ipython"),
            },
        };
        var process = await context.Processes.RunAsync(context.Machine.Dotnet, arguments, options, cancellation);
        return Judge(trx, process, isFiltered: filter is not null);
    }

    private static string LastWords(ProcessResult process) =>
        process.Output.Concat(process.Error).LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "it wrote nothing";
}

/// <summary>How many tests passed, failed and were skipped.</summary>
internal sealed record TestCounts
{
    /// <summary>Tests that passed.</summary>
    public int Passed { get; init; }

    /// <summary>Tests that failed, and projects that broke down.</summary>
    public int Failed { get; init; }

    /// <summary>Tests that did not run.</summary>
    public int Skipped { get; init; }

    /// <summary>Name and message of each failure.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>All tests counted.</summary>
    public int Total => Passed + Failed + Skipped;

    /// <summary>The line that ends a test run.</summary>
    public string Summary => $"{Passed} passed, {Failed} failed, {Skipped} skipped";

    /// <summary>The sum of two counts.</summary>
    public TestCounts Plus(TestCounts other) => new()
    {
        Passed = Passed + other.Passed,
        Failed = Failed + other.Failed,
        Skipped = Skipped + other.Skipped,
        Failures = [.. Failures, .. other.Failures],
    };

    /// <summary>The same counts with one more failure.</summary>
    public TestCounts WithFailure(string failure) => this with { Failed = Failed + 1, Failures = [.. Failures, failure] };
}

/// <summary>Reads the result file that `dotnet test` writes.</summary>
internal static class TrxFile
{
    /// <summary>The outcome counts and the failures of one file.</summary>
    public static TestCounts Read(string path)
    {
        try
        {
            return Read(XDocument.Load(path));
        }
        catch (XmlException failure)
        {
            throw new InvalidDataException($"{path} is not a whole test result file: {failure.Message}", failure);
        }
    }

    /// <summary>The outcome counts and the failures of one document.</summary>
    public static TestCounts Read(XDocument document)
    {
        var counts = new TestCounts();
        foreach (var result in document.Descendants(Space + "UnitTestResult"))
        {
            var name = (string?)result.Attribute("testName") ?? "a test without a name";
            counts = (string?)result.Attribute("outcome") switch
            {
                "Passed" => counts with { Passed = counts.Passed + 1 },
                "NotExecuted" => counts with { Skipped = counts.Skipped + 1 },
                _ => counts with { Failed = counts.Failed + 1, Failures = [.. counts.Failures, $"{name}: {Message(result)}"] },
            };
        }

        return counts;
    }

    private static readonly XNamespace Space = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    private static string Message(XElement result) =>
        result.Descendants(Space + "Message").FirstOrDefault()?.Value.Trim() ?? (string?)result.Attribute("outcome") ?? "no outcome";
}
