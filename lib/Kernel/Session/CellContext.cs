using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>The request a piece of code runs for. It flows with async code, so late output finds its own cell.</summary>
internal sealed record CellContext(Request Request, bool AllowStdin, bool Silent)
{
    private static readonly AsyncLocal<CellContext?> Flowing = new();

    internal static CellContext? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }
}

/// <summary>Console.Out or Console.Error, sent to the cell that writes.</summary>
internal sealed class CellStreamWriter(Publisher publisher, string name, Func<CellContext?> latest) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty || (CellContext.Current ?? latest()) is not { Silent: false } cell)
        {
            return;
        }

        publisher.Write(name, cell.Request.Header, buffer);
    }

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void WriteLine(ReadOnlySpan<char> buffer) => Write(string.Concat(buffer, "\n"));

    public override void Flush() => publisher.Flush();
}

/// <summary>Console.In: each line is asked of the front end that runs the cell.</summary>
internal sealed class CellInputReader(Publisher publisher, Func<CellContext?> latest) : TextReader
{
    private readonly BlockingCollection<string> _answers = [];
    private string _line = "";
    private int _position;

    internal void Answer(string text) => _answers.Add(text);

    internal string Ask(string prompt, bool password)
    {
        if ((CellContext.Current ?? latest()) is not { AllowStdin: true } cell)
        {
            throw new InvalidOperationException("the front end that runs this cell takes no input (allow_stdin is false); give the value in code instead");
        }

        while (_answers.TryTake(out _))
        {
            // An answer nobody waited for belongs to a question that was interrupted.
        }

        publisher.AskForInput(cell.Request, prompt, password);
        return _answers.Take(Interruption.Token);
    }

    public override string ReadLine()
    {
        var rest = _line[_position..];
        (_line, _position) = ("", 0);
        return rest.Length > 0 ? rest.TrimEnd('\n') : Ask(prompt: "", password: false);
    }

    public override int Peek()
    {
        if (_position >= _line.Length)
        {
            (_line, _position) = (Ask(prompt: "", password: false) + "\n", 0);
        }

        return _line[_position];
    }

    public override int Read()
    {
        var character = Peek();
        _position++;
        return character;
    }
}

/// <summary>Sends displays to the cell that makes them.</summary>
internal sealed class CellDisplay(Publisher publisher, CellInputReader input, Func<CellContext?> latest, Action cleared) : IDisplayOutput
{
    public void Show(JsonObject bundle, string? displayId) => Send("display_data", bundle, displayId);

    public void Update(JsonObject bundle, string displayId) => Send("update_display_data", bundle, displayId);

    public void Clear(bool wait)
    {
        cleared();
        Publish("clear_output", new JsonObject { ["wait"] = wait });
    }

    public string Ask(string prompt, bool password) => input.Ask(prompt, password);

    private void Send(string type, JsonObject bundle, string? displayId)
    {
        var transient = new JsonObject();
        if (displayId is not null)
        {
            transient["display_id"] = displayId;
        }

        Publish(type, new JsonObject { ["data"] = bundle, ["metadata"] = new JsonObject(), ["transient"] = transient });
    }

    private void Publish(string type, JsonObject content)
    {
        if ((CellContext.Current ?? latest()) is { Silent: false } cell)
        {
            publisher.Publish(type, cell.Request.Header, content);
        }
    }
}
