using VisionAttention.Kit.Bench;
using VisionAttention.Kit.Bench.Attention;
using VisionAttention.Kit.Bench.Kernel;
using VisionAttention.Kit.Bench.ResNet;
using VisionAttention.Kit.Bench.Torch;

var benches = new Dictionary<string, Func<Action<string>, CancellationToken, Report>>
{
    ["torch"] = TorchBench.Run,
    ["attention"] = AttentionBench.Run,
    ["resnet"] = ResNetBench.Run,
    ["kernel"] = KernelBench.Run,
};
if (args.Length == 0 || !benches.TryGetValue(args[0], out var bench) || args.Skip(1).Any(option => option != "--json"))
{
    Console.Error.WriteLine($"usage: kit bench {string.Join("|", benches.Keys)} [--json]");
    return 2;
}
var json = args.Contains("--json");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
try
{
    var report = bench(line => Console.Error.WriteLine(line), stop.Token);
    Console.WriteLine(json ? report.ToJson() : report.ToText());
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("kit bench: stopped");
    return 130;
}
catch (Exception error) when (error is InvalidOperationException or IOException or DllNotFoundException or TimeoutException)
{
    Console.Error.WriteLine($"kit bench: {error.Message}");
    return 1;
}
