using System.Diagnostics;
using System.Globalization;
using FusedAttention.Cpu;
using VisionAttention.Kit.Verify;
using VisionAttention.Tests.Tensors;
using VisionAttention.Tests.Training;
using Xunit.Runner.InProc.SystemConsole;

namespace VisionAttention.Tests.Engines;

/// <summary>The test program: it runs the tests, or what some of them start it again for: which instructions a process may use is settled before its first line runs.</summary>
internal static class RegisterCheck
{
    public const string Argument = "register-check";

    public const string OperatorArgument = "operator-check";

    private const int Calls = 80;

    public static async Task<string[]> RunAsync(string argument, string variable, string value)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } dotnet && Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : "dotnet")
        {
            ArgumentList = { typeof(RegisterCheck).Assembly.Location, argument }, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        // Memory that was written over may as well end in a loop as in a fault.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var end = limit.Token.Register(process.Kill);
        var error = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await error}");
        return lines;
    }

    public static int Main(string[] arguments)
    {
        if (arguments is [TrainingProcess.Argument, var folder, var mostBatches])
            return TrainingProcess.Run(folder, int.Parse(mostBatches, CultureInfo.InvariantCulture));
        if (arguments is [OperatorArgument])
        {
            foreach (var difference in OperatorTable.Names.Select(OperatorTable.FirstDifference).OfType<string>())
                Console.WriteLine(difference);
            return 0;
        }
        if (arguments is not [Argument])
            return ConsoleRunner.Run(arguments).GetAwaiter().GetResult();
        Console.WriteLine((int)RegisterDispatch.Widest);
        var files = GoldenSuite.Files(Path.Combine(AppContext.BaseDirectory, "Golden")).Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "sasa");
        var results = files.Select(file => GoldenSuite.Run(file)).ToArray();
        if (results.Length == 0)
            Console.WriteLine("no golden case was found");
        foreach (var result in results.Where(result => result.Outcome != GoldenOutcome.Passed))
            Console.WriteLine($"{result.Name}: {result.Outcome}, {result.Reason}");
        foreach (var isProjected in (bool[])[false, true])
        {
            if (FusedComparison.FirstDifference(Calls, isProjected, _ => RegisterDispatch.Widest) is { } difference)
                Console.WriteLine(difference);
        }
        return 0;
    }
}
