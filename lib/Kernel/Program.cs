using System.Runtime.InteropServices;
using VisionAttention.Kernel.Session;
using VisionAttention.Kernel.Wire;

if (args is ["--check"])
{
    return SelfCheck.Run();
}

if (args.Length != 1)
{
    Console.Error.WriteLine($"csharp-kernel takes one argument, the connection file, not {args.Length}; Jupyter starts it by its kernelspec. csharp-kernel --check tells whether it works here");
    return 2;
}

try
{
    var runner = new CellRunner();
    var warmUp = WarmUp.Start(runner);
    var connection = ConnectionInfo.Read(args[0]);
    var codec = new MessageCodec(connection.Key, Guid.NewGuid().ToString("N"));
    using var transport = new Transport(connection, codec);
    using var session = new KernelSession(transport, codec, runner, warmUp);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        context.Cancel = true;
        session.Interrupt();
    });
    using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => session.EndsFromOutside());
    using var parent = ParentWatch.Start(() =>
    {
        session.EndsFromOutside();
        Environment.Exit(0);
    });
    session.Run();

    // Threads that a cell left behind must not keep the process.
    Environment.Exit(0);
    return 0;
}
catch (Exception error) when (error is InvalidDataException or IOException or DllNotFoundException)
{
    using var standardError = new StreamWriter(Console.OpenStandardError());
    standardError.WriteLine("csharp-kernel: " + error.Message);
    return 1;
}
