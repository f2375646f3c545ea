using VisionAttention.Kernels.FusedCpu;
using VisionAttention.Kit.Verify;
using VisionAttention.Tests.Training;
using Xunit.Runner.InProc.SystemConsole;

namespace VisionAttention.Tests.Kernels;

/// <summary>The test program: it runs the tests, or what some of them start it again for: which instructions a process may use is settled before its first line runs.</summary>
internal static class RegisterCheck
{
    /// <summary>The argument that asks for it.</summary>
    public const string Argument = "register-check";

    private const int Calls = 80;

    /// <summary>Prints the widest registers in bits, then one line for everything that is wrong.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is [TrainingProcess.Argument, var folder])
            return TrainingProcess.Run(folder);
        if (arguments is not [Argument])
            return ConsoleRunner.Run(arguments).GetAwaiter().GetResult();
        Console.WriteLine((int)Units.Widest);
        var files = GoldenSuite.Files(Path.Combine(AppContext.BaseDirectory, "Golden")).Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "sasa");
        var results = files.Select(GoldenSuite.Run).ToArray();
        if (results.Length == 0)
            Console.WriteLine("no golden case was found");
        foreach (var result in results.Where(result => result.Outcome != GoldenOutcome.Passed))
            Console.WriteLine($"{result.Name}: {result.Outcome}, {result.Reason}");
        foreach (var isProjected in (bool[])[false, true])
        {
            if (FusedComparison.FirstDifference(Calls, isProjected, _ => Units.Widest) is { } difference)
                Console.WriteLine(difference);
        }
        return 0;
    }
}
