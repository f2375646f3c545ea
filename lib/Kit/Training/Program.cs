using System.Runtime.InteropServices;
using VisionAttention.Kit.Training;

using var stop = new CancellationTokenSource();
// The first signal asks for a checkpoint and an orderly end, the second ends the program as always.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
return TrainingProgram.Run(args, new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected, stop.Token));
