using Plotly.NET.CSharp;
using VisionAttention.Kit.Bench;
using VisionAttention.Kit.Bench.Attention;
using VisionAttention.Kit.Bench.Data;
using VisionAttention.Kit.Bench.Kernel;
using VisionAttention.Kit.Bench.ResNet;
using VisionAttention.Tensors;

var benches = new Dictionary<string, Func<Action<string>, CancellationToken, Report>>
{
    ["attention"] = AttentionBench.Run,
    ["resnet"] = ResNetBench.Run,
    ["data"] = DataBench.Run,
    ["kernel"] = KernelBench.Run,
};
var options = args.Skip(1).ToList();
var json = options.Remove("--json");
var plot = options is ["--plot", var file] && args[0] == "attention" ? file : null;
if (args.Length == 0 || !benches.TryGetValue(args[0], out var bench) || (options.Count > 0 && plot is null))
{
    Console.Error.WriteLine($"usage: kit bench {string.Join("|", benches.Keys)} [--json] [--plot FILE.html] (the last with attention)");
    return 2;
}
// Before minutes of measuring.
if (plot is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(plot))))
{
    Console.Error.WriteLine($"kit bench: {plot} cannot be written, its folder is not there");
    return 1;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
try
{
    NativeTorch.Load();
    var report = bench(line => Console.Error.WriteLine(line), stop.Token);
    Console.WriteLine(json ? report.ToJson() : report.ToText());
    if (plot is not null)
        report.Chart?.SaveHtml(plot);
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("kit bench: stopped");
    return 130;
}
catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException or DllNotFoundException or TimeoutException)
{
    Console.Error.WriteLine($"kit bench: {error.Message}");
    return 1;
}
