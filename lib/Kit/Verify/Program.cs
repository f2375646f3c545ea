using VisionAttention.Kit.Verify;
using VisionAttention.Tensors;

if (args is not ["--golden", var folder])
{
    Console.Error.WriteLine("usage: kit verify --golden DIR    (DIR holds manifest.json and the files it lists)");
    return 2;
}
try
{
    NativeTorch.Load();
    var counts = new int[3];
    foreach (var file in GoldenSuite.Files(folder))
    {
        var result = GoldenSuite.Run(file);
        counts[(int)result.Outcome]++;
        Console.WriteLine($"{result.Outcome.ToString().ToLowerInvariant(),-8}{result.Name}{(result.Reason.Length > 0 ? "  " + result.Reason : "")}");
    }
    Console.WriteLine($"{counts[0]} passed, {counts[1]} failed, {counts[2]} skipped");
    if (counts[0] == 0 && counts[1] == 0)
        Console.Error.WriteLine("kit verify: nothing was compared, since every case was skipped. Fix: name a golden set with a case that the library supports");
    return counts[1] == 0 && counts[0] > 0 ? 0 : 1;
}
catch (Exception error) when (error is InvalidDataException or IOException or DllNotFoundException)
{
    Console.Error.WriteLine($"kit verify: {BadFile.Path(error.Message)}");
    return 1;
}
