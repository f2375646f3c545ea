using VisionAttention.Kit.Bench.Kernel;
using VisionAttention.Kit.Bench.Torch;

if (args is not ["torch" or "kernel", ..] || args.Skip(1).Any(option => option != "--json"))
{
    Console.Error.WriteLine("usage: kit bench torch|kernel [--json]");
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
    if (args[0] == "kernel")
    {
        var figures = KernelBench.Run(line => Console.Error.WriteLine(line), stop.Token);
        Console.WriteLine(json ? figures.ToJson() : figures.ToText());
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
catch (Exception error) when (error is InvalidOperationException or IOException or DllNotFoundException or TimeoutException)
{
    Console.Error.WriteLine($"kit bench: {error.Message}");
    return 1;
}
