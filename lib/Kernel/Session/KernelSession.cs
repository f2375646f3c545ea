using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Editing;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>Takes requests from the wire to whoever answers them: control at once, shell in order on the cells' thread.</summary>
internal sealed class KernelSession : IDisposable
{
    private const int CellStackBytes = 16 * 1024 * 1024;
    private readonly Transport _transport;
    private readonly Publisher _publisher;
    private readonly BlockingCollection<Request> _shell = [];
    private readonly CellRunner _runner = new();
    private readonly StopButton _stopButton = new();
    private readonly History _history = new();
    private readonly CellInputReader _input;
    private readonly ExecuteHandler _execute;

    internal KernelSession(Transport transport, MessageCodec codec)
    {
        _transport = transport;
        _publisher = new Publisher(transport, codec);
        _execute = new ExecuteHandler(_publisher, _runner, _history, _stopButton, () => transport.LastSequence);
        _input = new CellInputReader(_publisher, () => _execute.Latest);
        Output.Target = new CellDisplay(_publisher, _input, () => _execute.Latest);
        Console.SetOut(new CellStreamWriter(_publisher, "stdout", () => _execute.Latest));
        Console.SetError(new CellStreamWriter(_publisher, "stderr", () => _execute.Latest));
        Console.SetIn(_input);
    }

    internal void Interrupt() => _stopButton.Press();

    /// <summary>Serves until shutdown_request.</summary>
    internal void Run()
    {
        ExceptionHandling.SetUnhandledExceptionHandler(ReportStray);
        new Thread(ServeShell, CellStackBytes) { IsBackground = true, Name = "cells" }.Start();
        _publisher.Status("starting", parentHeader: null);
        _transport.Run(Received);
    }

    /// <summary>An exception on a thread of the user's own is shown and does not end the kernel.</summary>
    private bool ReportStray(Exception error)
    {
        Console.Error.WriteLine("unhandled exception on another thread:\n" + string.Join('\n', Traceback.Of(error, _runner.SourceOf)));
        return true;
    }

    private void Received(Request request)
    {
        if (request.Channel == Channel.Stdin)
        {
            if (request.Type == "input_reply")
            {
                _input.Answer(request.Text("value"));
            }
        }
        else if (request.Channel == Channel.Control)
        {
            Serve(request);
        }
        else
        {
            _shell.Add(request);
        }
    }

    private void ServeShell()
    {
        _runner.WarmUp();
        foreach (var request in _shell.GetConsumingEnumerable())
        {
            Serve(request);
        }
    }

    private void Serve(Request request)
    {
        _publisher.Status("busy", request.Header);
        try
        {
            Answer(request);
        }
        catch (Exception error)
        {
            // A request that nobody foresaw must not end the kernel; the front end learns why it failed.
            _publisher.Reply(request, ReplyType(request), new JsonObject
            {
                ["status"] = "error", ["ename"] = error.GetType().Name, ["evalue"] = error.Message, ["traceback"] = new JsonArray(),
            });
        }

        _publisher.Status("idle", request.Header);
        if (request.Type == "shutdown_request")
        {
            _transport.Stop();
        }
    }

    private void Answer(Request request)
    {
        if (request.Type == "execute_request")
        {
            if (request.Channel == Channel.Shell)
            {
                _execute.Handle(request);
            }

            return;
        }

        var reply = request.Type switch
        {
            "kernel_info_request" => KernelInfo.Reply(),
            "complete_request" => new Completion(_runner.Host).Complete(request.Text("code"), request.Number("cursor_pos")),
            "inspect_request" => new Inspection(_runner.Host).Inspect(request.Text("code"), request.Number("cursor_pos"), request.Number("detail_level")),
            "is_complete_request" => IsComplete(request.Text("code")),
            "history_request" => _history.Answer(request),
            "comm_info_request" => new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() },
            "interrupt_request" => Interrupted(),
            "shutdown_request" => new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", whenMissing: false) },
            "comm_open" => CommRefused(request),
            "comm_msg" or "comm_close" => null,
            _ when request.Type.EndsWith("_request", StringComparison.Ordinal) => new JsonObject
            {
                ["status"] = "error", ["ename"] = "NotSupported", ["evalue"] = $"{request.Type} is not supported by this kernel", ["traceback"] = new JsonArray(),
            },
            _ => null,
        };
        if (reply is not null)
        {
            _publisher.Reply(request, ReplyType(request), reply);
        }
    }

    private JsonObject Interrupted()
    {
        _stopButton.Press();
        return new JsonObject { ["status"] = "ok" };
    }

    private JsonObject? CommRefused(Request request)
    {
        _publisher.Publish("comm_close", request.Header, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
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

    public void Dispose()
    {
        _publisher.Dispose();
        _input.Dispose();
    }

    private static string ReplyType(Request request) => request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
}
