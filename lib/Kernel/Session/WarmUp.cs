using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Session;

/// <summary>Loads and runs the compiler while the front end still connects; it needs no message, so it begins before the sockets are open.</summary>
internal sealed class WarmUp(CellRunner runner)
{
    private const int StackBytes = 16 * 1024 * 1024;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _hurry;

    /// <summary>Done when the compiler has run once.</summary>
    internal Task Done => _done.Task;

    /// <summary>Starts it beside the caller.</summary>
    internal static WarmUp Start(CellRunner runner)
    {
        var warmUp = new WarmUp(runner);
        runner.Ready = warmUp.Done;
        new Thread(warmUp.Run, StackBytes) { IsBackground = true, Name = "warm-up" }.Start();
        new Thread(RunLastSteps) { IsBackground = true, Name = "warm-up of the last steps" }.Start();
        return warmUp;
    }

    /// <summary>Goes through what comes last in a cell, beside what comes first: writing an assembly, and showing a value.</summary>
    private static void RunLastSteps()
    {
        var library = MetadataReference.CreateFromFile(typeof(object).Assembly.Location);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, concurrentBuild: false);
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        CSharpCompilation.Create("warm-up", [CSharpSyntaxTree.ParseText("", encoding: System.Text.Encoding.UTF8)], [library], options).Emit(assembly, symbols, options: ScriptHost.EmitOptions);
        _ = MimeBundle.Of(1, []).ToJsonString();
    }

    /// <summary>Says that a cell waits: what only some cells need is left out.</summary>
    internal void Hurry() => Volatile.Write(ref _hurry, 1);

    private void Run()
    {
        try
        {
            runner.WarmUp();
            if (Volatile.Read(ref _hurry) == 0)
            {
                runner.WarmUpMore();
            }
        }
        finally
        {
            _done.SetResult();
        }
    }
}
