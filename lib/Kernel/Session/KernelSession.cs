using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>Takes requests from the wire to whoever answers them: urgent ones at once, the others in order on the cells' thread.</summary>
internal sealed class KernelSession : IDisposable
{
    // The cell for which code ran that threw: kept beside the exception, as the thread forgets it on the way out.
    private readonly ConditionalWeakTable<Exception, CellContext> _origins = [];
    private readonly Transport _transport;
    private readonly Publisher _publisher;
    private readonly CellRunner _runner;
    private readonly StopButton _stopButton;
    private readonly CellInputReader _input;
    private readonly ExecuteHandler _execute;
    private readonly Answers _answers;
    private readonly CellThread _cells;
    private readonly LastWords _lastWords;

    internal KernelSession(Transport transport, MessageCodec codec, CellRunner runner, WarmUp warmUp)
    {
        (_transport, _runner) = (transport, runner);
        _publisher = new Publisher(transport, codec);
        _stopButton = new StopButton(text => Console.Error.Write(text));
        var history = new History();
        _execute = new ExecuteHandler(_publisher, _runner, history, _stopButton, () => transport.LastSequence);
        _answers = new Answers(_publisher, _runner, history, _stopButton);
        _cells = new CellThread(Serve, warmUp);
        _lastWords = new LastWords(transport, _publisher, () => _execute.Running);
        _input = new CellInputReader(_publisher, () => _execute.Latest);
        Output.Target = new CellDisplay(_publisher, _input, () => _execute.Latest, runner.OutputsAreGone);
        Console.SetOut(new CellStreamWriter(_publisher, "stdout", () => _execute.Latest));
        Console.SetError(new CellStreamWriter(_publisher, "stderr", () => _execute.Latest));
        Console.SetIn(_input);
    }

    internal void Interrupt() => _stopButton.Press();

    /// <summary>Says that the process is about to end for a reason outside of it.</summary>
    internal void EndsFromOutside() => _lastWords.EndsFromOutside();

    /// <summary>Serves until shutdown_request.</summary>
    internal void Run()
    {
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
        {
            // Once the stop button is pressed an abort may strike this thread at any step, and nothing that is thrown in here is caught.
            if (!Interruption.IsRequested && CellContext.Current is { } cell)
            {
                _origins.TryAdd(thrown.Exception, cell);
            }
        };
        ExceptionHandling.SetUnhandledExceptionHandler(ReportStray);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _lastWords.Say();
        _publisher.Status("starting", parentHeader: null);
        _cells.Start();
        _transport.Run(Received, _publisher.Welcome);
        if (_lastWords.AreSaid)
        {
            // Another thread is ending the process, with its own exit code.
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <summary>An exception on a thread of the user's own, or of an async void method, is shown in the cell that started it and does not end the kernel.</summary>
    private bool ReportStray(Exception error)
    {
        if (_origins.TryGetValue(error, out var cell))
        {
            CellContext.Current = cell;
        }

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
        else if (request.Type is "interrupt_request" || (request.Channel == Channel.Control && request.Type is "kernel_info_request" or "shutdown_request" or "debug_request"))
        {
            Serve(request);
        }
        else
        {
            _cells.Add(request);
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
            _publisher.Reply(request, ReplyType(request), Answers.Refusal(error.GetType().Name, error.Message));
        }

        _publisher.Status("idle", request.Header);
        if (request.Type == "shutdown_request")
        {
            _transport.Stop();
        }
    }

    private void Answer(Request request)
    {
        if (request.LengthRefused > 0)
        {
            _publisher.Reply(request, ReplyType(request), Answers.Refusal(
                "TooLong", $"the content of this {request.Type} has {request.LengthRefused / (1024 * 1024)} MiB; the kernel reads up to {MessageCodec.MostContentBytes / (1024 * 1024)} MiB"));
        }
        else if (request.Type == "execute_request")
        {
            _execute.Handle(request);
        }
        else if (_answers.To(request) is { } reply)
        {
            _publisher.Reply(request, ReplyType(request), reply);
            if (request.Type == "shutdown_request")
            {
                // Other front ends of this kernel learn it by the broadcast.
                _publisher.Publish("shutdown_reply", request.Header, (JsonObject)reply.DeepClone());
            }
        }
    }

    public void Dispose()
    {
        _publisher.Dispose();
        _input.Dispose();
    }

    private static string ReplyType(Request request) =>
        request.Type.EndsWith("_request", StringComparison.Ordinal) ? request.Type[..^"request".Length] + "reply" : request.Type + "_reply";
}
