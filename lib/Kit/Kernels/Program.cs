using VisionAttention.Kit.Kernels;
using VisionAttention.Tensors;

if (args is not ([] or ["--json"]))
{
    Console.Error.WriteLine("usage: kit bench kernels [--json]");
    return 2;
}
try
{
    NativeTorch.Load();
    Console.Error.WriteLine("the kernels of the fused engine, one by one (BenchmarkDotNet, about a minute)");
    var report = KernelsBench.Run();
    Console.WriteLine(args.Length > 0 ? report.ToJson() : report.ToText());
    return 0;
}
catch (Exception error) when (error is InvalidOperationException or IOException or DllNotFoundException)
{
    Console.Error.WriteLine($"kit bench: {error.Message}");
    return 1;
}
