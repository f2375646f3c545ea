using System.Runtime.InteropServices;
using VisionAttention.Kit.Training;

using var stop = new CancellationTokenSource();
// A signal asks for a checkpoint and an orderly end; a second Ctrl-C ends the program as always.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = signal.Signal != PosixSignal.SIGINT || !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
return TrainingProgram.Run(args, new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected, stop.Token));
