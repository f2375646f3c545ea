using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using VisionAttention.Kernel.Editing;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>What the kernel replies to every request but execute_request.</summary>
internal sealed class Answers(Publisher publisher, CellRunner runner, History history, StopButton stopButton)
{
    /// <summary>Null for messages that want no reply.</summary>
    internal JsonObject? To(Request request) => request.Type switch
    {
        "kernel_info_request" => KernelInfo.Reply(),
        "complete_request" => new Completion(runner.Host).Complete(request.Text("code"), request.Number("cursor_pos")),
        "inspect_request" => new Inspection(runner.Host).Inspect(request.Text("code"), request.Number("cursor_pos"), request.Number("detail_level")),
        "is_complete_request" => IsComplete(request.Text("code")),
        "history_request" => history.Answer(request),
        "comm_info_request" => new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() },
        "connect_request" => Refusal("NotSupported", "connect_request is no longer part of the protocol; the connection file names the ports"),
        "debug_request" => Debug(request),
        "interrupt_request" => Interrupted(),
        "shutdown_request" => new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", whenMissing: false) },
        "comm_open" => CommRefused(request),
        _ when request.Type.EndsWith("_request", StringComparison.Ordinal) => Refusal("NotSupported", $"{request.Type} is not supported by this kernel"),
        _ => null,
    };

    internal static JsonObject Refusal(string name, string message) =>
        new() { ["status"] = "error", ["ename"] = name, ["evalue"] = message, ["traceback"] = new JsonArray() };

    // A debugger's front end reads success and message, Jupyter's reads status; both learn that there is none.
    private static JsonObject Debug(Request request)
    {
        var reply = Refusal("NotSupported", "this kernel has no debugger");
        reply["type"] = "response";
        reply["request_seq"] = request.Number("seq");
        reply["command"] = request.Text("command");
        reply["success"] = false;
        reply["message"] = "this kernel has no debugger";
        return reply;
    }

    private JsonObject Interrupted()
    {
        stopButton.Press();
        return new JsonObject { ["status"] = "ok" };
    }

    private JsonObject? CommRefused(Request request)
    {
        publisher.Publish("comm_close", request.Header, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
        return null;
    }

    private static JsonObject IsComplete(string code)
    {
        var tree = ScriptHost.Parse(Magics.CellSource.Read(code).Code);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
        {
            return new JsonObject { ["status"] = "incomplete", ["indent"] = "    " };
        }

        var invalid = tree.GetDiagnostics().Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new JsonObject { ["status"] = invalid ? "invalid" : "complete" };
    }
}

/// <summary>What the kernel says about itself.</summary>
internal static class KernelInfo
{
    internal static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = "5.3",
        ["implementation"] = "csharp-kernel",
        ["implementation_version"] = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3),
        ["banner"] = $"C# on .NET {Environment.Version}",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(),
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
    };
}
