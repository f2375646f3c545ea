using System.Text.Json.Nodes;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>Answers execute_request: runs the cell, shows what it gives, and stops the queue behind a failed one.</summary>
internal sealed class ExecuteHandler(Publisher publisher, CellRunner runner, History history, StopButton stopButton, Func<long> lastSequence)
{
    private int _executionCount;
    private long _abortUpTo;

    /// <summary>The cell that started last; output of threads that belong to no cell goes there.</summary>
    internal CellContext? Latest { get; private set; }

    /// <summary>The cell that runs now.</summary>
    internal CellContext? Running { get; private set; }

    internal void Handle(Request request)
    {
        if (request.Sequence <= _abortUpTo)
        {
            publisher.Reply(request, "execute_reply", new JsonObject { ["status"] = "aborted", ["execution_count"] = _executionCount });
            return;
        }

        var code = request.Text("code");
        var silent = request.Flag("silent", whenMissing: false);
        if (!silent)
        {
            if (request.Flag("store_history", whenMissing: true))
            {
                _executionCount++;
                history.Add(_executionCount, code);
            }

            publisher.Publish("execute_input", request.Header, new JsonObject { ["code"] = code, ["execution_count"] = _executionCount });
        }

        var cell = new CellContext(request, request.Flag("allow_stdin", whenMissing: false), silent);
        Running = Latest = CellContext.Current = cell;
        var failure = stopButton.While(() => runner.Run(code, $"In[{_executionCount}]", value => ShowResult(value, cell)));
        var reply = failure is null
            ? new JsonObject { ["status"] = "ok", ["execution_count"] = _executionCount, ["payload"] = new JsonArray(), ["user_expressions"] = Expressions(request) }
            : Fail(failure, cell);
        if (failure is not null && request.Flag("stop_on_error", whenMissing: true))
        {
            _abortUpTo = lastSequence();
        }

        publisher.Flush(isLast: true);
        Running = null;
        publisher.Reply(request, "execute_reply", reply);
        CellContext.Current = null;
    }

    private void ShowResult(object value, CellContext cell)
    {
        var bundle = MimeBundle.Of(value, []);
        history.SetOutput(_executionCount, (string?)bundle[MimeTypes.Text] ?? "");
        if (!cell.Silent)
        {
            publisher.Publish("execute_result", cell.Request.Header, new JsonObject
            {
                ["execution_count"] = _executionCount, ["data"] = bundle, ["metadata"] = new JsonObject(),
            });
        }
    }

    private JsonObject Fail(Exception failure, CellContext cell)
    {
        var error = ErrorContent(failure);
        if (!cell.Silent)
        {
            publisher.Publish("error", cell.Request.Header, (JsonObject)error.DeepClone());
        }

        error["status"] = "error";
        error["execution_count"] = _executionCount;
        return error;
    }

    private JsonObject ErrorContent(Exception failure) => new()
    {
        ["ename"] = failure is CellFailedException failed ? failed.Name : failure.GetType().FullName,
        ["evalue"] = Traceback.MessageOf(failure),
        ["traceback"] = new JsonArray([.. Traceback.Of(failure, runner.SourceOf).Select(static line => (JsonNode)line)]),
    };

    private JsonObject Expressions(Request request)
    {
        var results = new JsonObject();
        foreach (var (name, expression) in request.Content["user_expressions"] as JsonObject ?? [])
        {
            object? value = null;
            var failure = stopButton.While(() => runner.Run((string?)expression ?? "", $"expression {name}", result => value = result));
            if (failure is null)
            {
                results[name] = new JsonObject { ["status"] = "ok", ["data"] = MimeBundle.Of(value, []), ["metadata"] = new JsonObject() };
            }
            else
            {
                results[name] = ErrorContent(failure);
                results[name]!["status"] = "error";
            }
        }

        return results;
    }
}
