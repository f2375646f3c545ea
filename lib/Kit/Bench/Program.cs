using VisionAttention.Kit.Bench.Attention;
using VisionAttention.Kit.Bench.Torch;

if (args is not ["torch" or "attention", ..] || args.Skip(1).Any(option => option != "--json"))
{
    Console.Error.WriteLine("usage: kit bench torch|attention [--json]");
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
    if (args[0] == "attention")
    {
        var ratios = AttentionBench.Run(line => Console.Error.WriteLine(line), stop.Token);
        Console.WriteLine(json ? ratios.ToJson() : ratios.ToText());
        return 0;
    }
    var report = TorchBench.Run(line => Console.Error.WriteLine(line), stop.Token);
    Console.WriteLine(json ? report.ToJson() : report.ToText());
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("kit bench: stopped");
    return 130;
}
catch (Exception error) when (error is InvalidOperationException or IOException or DllNotFoundException)
{
    Console.Error.WriteLine($"kit bench: {error.Message}");
    return 1;
}
