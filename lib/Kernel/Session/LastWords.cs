using System.Text.Json.Nodes;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>What the front end is told when the process ends without a shutdown_request, by Environment.Exit in a cell for one.</summary>
internal sealed class LastWords(Transport transport, Publisher publisher, Func<CellContext?> running)
{
    private const int SendMilliseconds = 1_500;
    private int _said;
    private volatile bool _isFromOutside;

    /// <summary>Whether the process is ending by itself.</summary>
    internal bool AreSaid => Volatile.Read(ref _said) != 0;

    /// <summary>A signal or the death of the parent ends the process, not the cell.</summary>
    internal void EndsFromOutside() => _isFromOutside = true;

    /// <summary>Fails the running cell with the reason, and waits until that is on its way.</summary>
    internal void Say()
    {
        if (Interlocked.Exchange(ref _said, 1) != 0)
        {
            return;
        }

        if (running() is { } cell)
        {
            var reason = _isFromOutside
                ? "the kernel was told to end while this cell ran"
                : $"the cell ended the kernel's process (Environment.Exit, code {Environment.ExitCode}); all variables are lost, restart the kernel to go on";
            publisher.Flush(isLast: true);
            var error = new JsonObject { ["ename"] = "KernelExit", ["evalue"] = reason, ["traceback"] = new JsonArray($"\e[31mKernelExit\e[0m: {reason}") };
            publisher.Publish("error", cell.Request.Header, (JsonObject)error.DeepClone());
            error["status"] = "error";
            publisher.Reply(cell.Request, "execute_reply", error);
            publisher.Status("idle", cell.Request.Header);
        }

        transport.StopAndWait(SendMilliseconds);
    }
}
