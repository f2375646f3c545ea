using Spectre.Console;

namespace VisionAttention.Kit.Platform;

/// <summary>What the user sees: coloured and live on a terminal, plain lines elsewhere.</summary>
internal sealed class Report(IAnsiConsole console, bool isTerminal)
{
    /// <summary>Whether lines may be overwritten and coloured.</summary>
    public bool IsTerminal { get; } = isTerminal;

    /// <summary>A report on the standard output.</summary>
    public static Report ToConsole() => new(AnsiConsole.Console, !Console.IsOutputRedirected);

    /// <summary>A report on the standard error, for commands whose output is for programs.</summary>
    public static Report ToErrors() =>
        new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), !Console.IsErrorRedirected);

    /// <summary>One line.</summary>
    public void Line(string text)
    {
        EndLive();
        console.Profile.Out.Writer.WriteLine(text);
    }

    /// <summary>One line that begins with a coloured word.</summary>
    public void Line(string word, string colour, string text)
    {
        EndLive();
        if (IsTerminal)
        {
            console.Markup($"[{colour}]{Markup.Escape(word)}[/] ");
            console.Profile.Out.Writer.WriteLine(text);
        }
        else
        {
            console.Profile.Out.Writer.WriteLine($"{word} {text}");
        }
    }

    /// <summary>A line that the next one replaces; nothing where lines cannot be replaced.</summary>
    public void Live(string text)
    {
        if (IsTerminal)
        {
            var width = Math.Max(20, console.Profile.Width - 1);
            var shown = text.Length > width ? text[..width] : text;
            console.Profile.Out.Writer.Write($"\r\u001b[K{shown}");
            _live = true;
        }
    }

    /// <summary>A table, the first row its heading.</summary>
    public void Table(IReadOnlyList<string[]> rows)
    {
        EndLive();
        TextTable.Write(console.Profile.Out.Writer, IsTerminal, new string('l', rows[0].Length), rows);
    }

    private bool _live;

    private void EndLive()
    {
        if (_live)
        {
            console.Profile.Out.Writer.Write("\r\u001b[K");
            _live = false;
        }
    }
}
