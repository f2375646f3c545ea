namespace VisionAttention.Kit.Bench.Kernel;

/// <summary>The same work in the language of one kernel, and how its kernelspec wants it stopped.</summary>
internal sealed record KernelWork(
    string Small, Func<int, string> Numbered, string Long, string Prints, string Endless, string Sleeping, string Prepare, string CompletionCode,
    bool StopsBySignal)
{
    /// <summary>A chart of the course, where the kernel has one.</summary>
    public string? HeatMap { get; init; }

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
        StopsBySignal: false)
    {
        HeatMap = "AttentionHeatMap.Of(heat)",
    };

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
