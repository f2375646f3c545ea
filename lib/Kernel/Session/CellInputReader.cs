using System.Collections.Concurrent;

namespace VisionAttention.Kernel.Session;

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
        return _answers.Take(Execution.Interruption.Token);
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
