using System.Text.Json.Nodes;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>What the front end is told when the process ends without a shutdown_request, by Environment.Exit in a cell for one.</summary>
internal sealed class LastWords(Transport transport, Publisher publisher, Func<CellContext?> running)
{
    private const int SendMilliseconds = 1_500;
    private int _said;

    /// <summary>Fails the running cell with the reason, and waits until that is on its way.</summary>
    internal void Say()
    {
        if (Interlocked.Exchange(ref _said, 1) != 0)
        {
            return;
        }

        if (running() is { } cell)
        {
            // Environment.Exit calls this on the thread that asked for the end; a signal comes on another.
            var reason = CellContext.Current is null
                ? "the kernel was told to end while this cell ran"
                : $"the cell ended the kernel's process (Environment.Exit, code {Environment.ExitCode}); all variables are lost, restart the kernel to go on";
            publisher.Flush();
            var error = new JsonObject { ["ename"] = "KernelExit", ["evalue"] = reason, ["traceback"] = new JsonArray($"\e[31mKernelExit\e[0m: {reason}") };
            publisher.Publish("error", cell.Request.Header, (JsonObject)error.DeepClone());
            error["status"] = "error";
            publisher.Reply(cell.Request, "execute_reply", error);
            publisher.Status("idle", cell.Request.Header);
        }

        transport.StopAndWait(SendMilliseconds);
    }
}
