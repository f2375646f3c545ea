using System.Text.Json.Nodes;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Bench;

/// <summary>The kernels through the same steps, in turn.</summary>
internal static class KernelBench
{
    private const int Starts = 5;
    private const int Cells = 500;
    private const string HeatMapCell = "AttentionHeatMap.Of(heat)";

    /// <summary>Measures; <paramref name="progress"/> is told what is going on.</summary>
    public static BenchReport Run(Action<string> progress, CancellationToken stop)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "kernel", "csharp-kernel.dll"));
        if (!File.Exists(program))
            throw new InvalidOperationException($"{program} is missing; run ./kit setup");
        var ours = new Side([Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", program, "{connection_file}"], KernelWork.CSharp, []);
        var machine = Machine.Current();
        var python = Answer(machine, machine.Python, ["-c", "import ipykernel; print(ipykernel.__version__)"]) is { } version
            ? new Side([machine.Python, "-m", "ipykernel_launcher", "-f", "{connection_file}"], KernelWork.Python, []) { Name = $"ipykernel {version}" }
            : null;
        var archived = machine.Find("dotnet-interactive") is { } tool && Answer(machine, tool, ["--version"]) is { } number
            ? new Side([tool, "jupyter", "--default-kernel", "csharp", "{connection_file}"], KernelWork.CSharp, []) { Name = $"dotnet-interactive {number.Split('+')[0]}", EndsWhenStopped = true }
            : null;
        Side[] sides = [ours, .. new[] { python, archived }.OfType<Side>()];
        for (var round = 0; round < Starts; round++)
        {
            progress($"start {round + 1} of {Starts}");
            foreach (var side in sides)
                Start(side, stop);
        }

        foreach (var side in sides)
        {
            progress($"{side.Name}: cells, output, completion, interrupts, {Cells} cells");
            Session(side, stop);
        }

        HeatMap(ours, stop);
        return new BenchReport(
            $"{BenchReport.ThisMachine}, .NET {Environment.Version}", $"peer: {python?.Name ?? "none, python3-ipykernel is not installed"}; archived: {archived?.Name ?? "none, not on the PATH"}",
            [.. ours.Times.Select(pair => new Figure(Name(pair.Key), Figure.Median(pair.Value), python?.Median(pair.Key), Unit(pair.Key)) { Archived = archived?.Median(pair.Key) })]);
    }

    private static void Start(Side side, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using (var kernel = new KernelClient(side.Command))
        {
            kernel.Request("kernel_info_request", []);
            side.Add("process start to kernel_info|ms", kernel.SinceStart.Elapsed.TotalMilliseconds);
            kernel.Execute(side.Work.Small);
            side.Add("process start to first result|ms", kernel.SinceStart.Elapsed.TotalMilliseconds);
        }

        stop.ThrowIfCancellationRequested();
        using (var kernel = new KernelClient(side.Command))
        {
            kernel.Request("kernel_info_request", []);
            Thread.Sleep(2_000);
            side.Add("first cell after a wait of 2 s|ms", kernel.Execute(side.Work.Small));
        }
    }

    private static void Session(Side side, CancellationToken stop)
    {
        using var kernel = new KernelClient(side.Command);
        kernel.Request("kernel_info_request", []);
        kernel.ExecuteUntilIdle(side.Work.Small);
        side.Add("memory after the first cell|MiB", kernel.ResidentMiB);
        for (var number = 0; number < 30; number++)
            side.Add("a new small cell|ms", kernel.Execute(side.Work.Numbered(number)));
        for (var round = 0; round < 5; round++)
            side.Add("a cell of 25 lines|ms", kernel.Execute(side.Work.Long));
        kernel.Execute(side.Work.Prepare);
        var completion = new JsonObject { ["code"] = side.Work.CompletionCode, ["cursor_pos"] = side.Work.CompletionCode.Length };
        for (var round = 0; round < 10; round++)
        {
            side.Add("completion|ms", kernel.Request("complete_request", (JsonObject)completion.DeepClone()));
            side.Add("kernel_info, a round trip|ms", kernel.Request("kernel_info_request", []));
        }

        for (var round = 0; round < 5; round++)
        {
            side.Add("10,000 prints, all received|ms", kernel.ExecuteUntilIdle(side.Work.Prints));
            stop.ThrowIfCancellationRequested();
            if (side.EndsWhenStopped)
                continue;
            side.Add("interrupt of a loop|ms", kernel.Interrupt(side.Work.Endless, side.Work.StopsBySignal));
            side.Add("interrupt of a sleep|ms", kernel.Interrupt(side.Work.Sleeping, side.Work.StopsBySignal));
        }

        // The runtime goes on compiling what was used most for a moment; that is work, not idling.
        Thread.Sleep(5_000);
        var before = kernel.ProcessorMilliseconds;
        Thread.Sleep(5_000);
        side.Add("processor time of 5 s idle|ms", kernel.ProcessorMilliseconds - before);
        for (var number = 1_000; number < 1_000 + Cells; number++)
        {
            stop.ThrowIfCancellationRequested();
            side.Add(number < 1_400 ? "a small cell, among the first 400|ms" : "a small cell, after 400|ms", kernel.Execute(side.Work.Numbered(number)));
        }

        side.Add($"memory after {Cells} more cells|MiB", kernel.ResidentMiB);
    }

    // A chart of the course, in a session of its own: libtorch is no part of the kernel's memory.
    private static void HeatMap(Side side, CancellationToken stop)
    {
        using var kernel = new KernelClient(side.Command);
        kernel.Request("kernel_info_request", []);
        var notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "notebooks"));
        kernel.Execute($"System.IO.Directory.SetCurrentDirectory(@\"{notebooks}\");");
        kernel.Execute("#load \"kit.csx\"\nvar heat = F.softmax(torch.randn(200, 200), dim: -1);");
        kernel.Execute(HeatMapCell);
        for (var round = 0; round < 20; round++)
        {
            stop.ThrowIfCancellationRequested();
            side.Add("a heat map of 200 by 200, cell to output|ms", kernel.Execute(HeatMapCell));
        }
    }

    private static string Name(string key) => key[..key.IndexOf('|')];

    private static string Unit(string key) => key[(key.IndexOf('|') + 1)..];

    private static string? Answer(Machine machine, string program, string[] arguments) =>
        File.Exists(program) && new ProcessRunner(machine).RunAsync(program, arguments).GetAwaiter().GetResult() is { Succeeded: true, Output: [var answer, ..] } ? answer : null;

    // One kernel, its work, and what was measured of it.
    private sealed record Side(string[] Command, KernelWork Work, Dictionary<string, List<double>> Times)
    {
        public string Name { get; init; } = "the C# kernel";

        public bool EndsWhenStopped { get; init; }

        public void Add(string key, double value) => (Times.TryGetValue(key, out var known) ? known : Times[key] = []).Add(value);

        public double? Median(string key) => Times.TryGetValue(key, out var values) ? Figure.Median(values) : null;
    }
}

/// <summary>The same work in the language of one kernel, and how its kernelspec wants it stopped.</summary>
internal sealed record KernelWork(
    string Small, Func<int, string> Numbered, string Long, string Prints, string Endless, string Sleeping, string Prepare, string CompletionCode,
    bool StopsBySignal)
{
    /// <summary>C#.</summary>
    public static KernelWork CSharp { get; } = new(
        Small: "1 + 1",
        Numbered: static number => $"var value{number} = {number} * 2; value{number}",
        Long: string.Join('\n', Enumerable.Range(0, 5).Select(static part => $$"""
            var table{{part}} = new Dictionary<string, List<double>>();
            foreach (var word in new[] { "one", "two", "three" }) table{{part}}[word] = Enumerable.Range(0, 9).Select(n => n * 0.5).ToList();
            double Mean{{part}}(IEnumerable<double> values) => values.DefaultIfEmpty().Average();
            var means{{part}} = table{{part}}.ToDictionary(pair => pair.Key, pair => Mean{{part}}(pair.Value));
            Console.WriteLine(string.Join(", ", means{{part}}.Select(pair => $"{pair.Key}: {pair.Value:0.00}")));
            """)),
        Prints: "for (var i = 0; i < 10_000; i++) Console.WriteLine(i);",
        Endless: "Console.WriteLine(1); long endless = 0; while (true) endless++;",
        Sleeping: "Console.WriteLine(1); Thread.Sleep(60_000);",
        Prepare: "var words = new List<string>();",
        CompletionCode: "words.Ad",
        StopsBySignal: false);

    /// <summary>Python.</summary>
    public static KernelWork Python { get; } = new(
        Small: "1 + 1",
        Numbered: static number => $"value{number} = {number} * 2\nvalue{number}",
        Long: string.Join('\n', Enumerable.Range(0, 5).Select(static part => $$"""
            table{{part}} = {}
            for word in ["one", "two", "three"]: table{{part}}[word] = [n * 0.5 for n in range(9)]
            def mean{{part}}(values): return sum(values) / len(values)
            means{{part}} = {key: mean{{part}}(values) for key, values in table{{part}}.items()}
            print(", ".join(f"{key}: {value:.2f}" for key, value in means{{part}}.items()))
            """)),
        Prints: "for i in range(10_000): print(i)",
        Endless: "print(1)\nendless = 0\nwhile True: endless += 1",
        Sleeping: "print(1)\nimport time\ntime.sleep(60)",
        Prepare: "words = []",
        CompletionCode: "words.ap",
        StopsBySignal: true);
}
