using System.Text.Json.Nodes;

namespace VisionAttention.Kit.Bench.Kernel;

/// <summary>Both kernels through the same steps, in turn.</summary>
internal static class KernelBench
{
    private const int Starts = 5;
    private const int Cells = 500;
    private const string Python = "/usr/bin/python3";

    /// <summary>Measures; <paramref name="progress"/> is told what is going on.</summary>
    /// <exception cref="InvalidOperationException">The kernel is not built.</exception>
    public static Report Run(Action<string> progress, CancellationToken stop)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "kernel", "csharp-kernel.dll"));
        if (!File.Exists(program))
        {
            throw new InvalidOperationException($"{program} is missing; run ./kit setup");
        }

        var peer = PeerVersion();
        string[] ours = [Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", program, "{connection_file}"];
        string[] theirs = [Python, "-m", "ipykernel_launcher", "-f", "{connection_file}"];
        var here = new Dictionary<string, List<double>>();
        var there = new Dictionary<string, List<double>>();
        for (var round = 0; round < Starts; round++)
        {
            progress($"start {round + 1} of {Starts}");
            Start(ours, KernelWork.CSharp, here, stop);
            if (peer is not null)
            {
                Start(theirs, KernelWork.Python, there, stop);
            }
        }

        progress($"C#: cells, output, completion, interrupts, {Cells} cells");
        Session(ours, KernelWork.CSharp, here, stop);
        if (peer is not null)
        {
            progress("Python: the same");
            Session(theirs, KernelWork.Python, there, stop);
        }

        return new Report(
            $"{Machine.Description}, .NET {Environment.Version}", peer is null ? "no peer: python3-ipykernel is not installed" : $"peer: ipykernel {peer}",
            [.. here.Select(pair => new Figure(Name(pair.Key), Median(pair.Value), there.TryGetValue(pair.Key, out var values) ? Median(values) : null, Unit(pair.Key)))]);
    }

    private static void Start(string[] command, KernelWork work, Dictionary<string, List<double>> times, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using (var kernel = new KernelClient(command))
        {
            kernel.Request("kernel_info_request", []);
            Add(times, "process start to kernel_info|ms", kernel.SinceStart.Elapsed.TotalMilliseconds);
            kernel.Execute(work.Small);
            Add(times, "process start to first result|ms", kernel.SinceStart.Elapsed.TotalMilliseconds);
        }

        stop.ThrowIfCancellationRequested();
        using (var kernel = new KernelClient(command))
        {
            kernel.Request("kernel_info_request", []);
            Thread.Sleep(2_000);
            Add(times, "first cell after a wait of 2 s|ms", kernel.Execute(work.Small));
        }
    }

    private static void Session(string[] command, KernelWork work, Dictionary<string, List<double>> times, CancellationToken stop)
    {
        using var kernel = new KernelClient(command);
        kernel.Request("kernel_info_request", []);
        kernel.ExecuteUntilIdle(work.Small);
        Add(times, "memory after the first cell|MiB", kernel.ResidentMiB);
        for (var number = 0; number < 30; number++)
        {
            Add(times, "a new small cell|ms", kernel.Execute(work.Numbered(number)));
        }

        for (var round = 0; round < 5; round++)
        {
            Add(times, "a cell of 25 lines|ms", kernel.Execute(work.Long));
        }

        kernel.Execute(work.Prepare);
        var completion = new JsonObject { ["code"] = work.CompletionCode, ["cursor_pos"] = work.CompletionCode.Length };
        for (var round = 0; round < 10; round++)
        {
            Add(times, "completion|ms", kernel.Request("complete_request", (JsonObject)completion.DeepClone()));
            Add(times, "kernel_info, a round trip|ms", kernel.Request("kernel_info_request", []));
        }

        if (work.HeatMap is { } heatMap)
        {
            var notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "notebooks"));
            kernel.Execute($"System.IO.Directory.SetCurrentDirectory(@\"{notebooks}\");");
            kernel.Execute($"#load \"kit.csx\"\nvar heat = F.softmax(torch.randn(200, 200), dim: -1);");
            kernel.Execute(heatMap);
            for (var round = 0; round < 20; round++)
            {
                Add(times, "a heat map of 200 by 200, cell to output|ms", kernel.Execute(heatMap));
            }
        }

        for (var round = 0; round < 5; round++)
        {
            Add(times, "10,000 prints, all received|ms", kernel.ExecuteUntilIdle(work.Prints));
            stop.ThrowIfCancellationRequested();
            Add(times, "interrupt of a loop|ms", kernel.Interrupt(work.Endless, work.StopsBySignal));
            Add(times, "interrupt of a sleep|ms", kernel.Interrupt(work.Sleeping, work.StopsBySignal));
        }

        // The runtime goes on compiling what was used most for a moment; that is work, not idling.
        Thread.Sleep(5_000);
        var before = kernel.ProcessorMilliseconds;
        Thread.Sleep(5_000);
        Add(times, "processor time of 5 s idle|ms", kernel.ProcessorMilliseconds - before);
        for (var number = 1_000; number < 1_000 + Cells; number++)
        {
            stop.ThrowIfCancellationRequested();
            Add(times, number < 1_400 ? "a small cell, among the first 400|ms" : "a small cell, after 400|ms", kernel.Execute(work.Numbered(number)));
        }

        Add(times, $"memory after {Cells} more cells|MiB", kernel.ResidentMiB);
    }

    private static void Add(Dictionary<string, List<double>> times, string name, double value) =>
        (times.TryGetValue(name, out var known) ? known : times[name] = []).Add(value);

    private static string Name(string key) => key[..key.IndexOf('|')];

    private static string Unit(string key) => key[(key.IndexOf('|') + 1)..];

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string? PeerVersion()
    {
        if (!File.Exists(Python))
        {
            return null;
        }

        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Python, ["-c", "import ipykernel; print(ipykernel.__version__)"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? version : null;
    }
}
