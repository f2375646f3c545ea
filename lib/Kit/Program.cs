using System.Runtime.InteropServices;
using VisionAttention.Kit;
using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Training.Ablation;

using var stop = new CancellationTokenSource();
List<PosixSignalRegistration> signals = [];
var terminal = new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected, stop.Token);
var code = await KitProgram.RunAsync(args, terminal, Listen, trainsOnly: Environment.GetEnvironmentVariable(ChildTraining.TrainsOnlyVariable) == "1");
Workspace.RemoveUnusedOutput();
return code;

// A signal asks for a checkpoint and an orderly end; a second Ctrl-C ends the program as always.
void Listen()
{
    signals.AddRange(((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]).Select(signal => PosixSignalRegistration.Create(signal, Stop)));
    if (Environment.GetEnvironmentVariable(ChildTraining.EndsWithInputVariable) == "1")
        new Thread(EndWithInput) { IsBackground = true }.Start();
}

void EndWithInput()
{
    using var input = Console.OpenStandardInput();
    input.CopyTo(Stream.Null);
    stop.Cancel();
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = signal.Signal != PosixSignal.SIGINT || !stop.IsCancellationRequested;
    stop.Cancel();
}
