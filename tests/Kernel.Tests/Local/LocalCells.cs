using System.Text.Json.Nodes;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Session;

namespace Kernel.Tests.Local;

/// <summary>Runs cells in the test's own process and keeps what they show. One at a time: the display functions are static.</summary>
internal sealed class LocalCells : IDisplayOutput, IDisposable
{
    private readonly TextWriter _out = Console.Out, _error = Console.Error;
    private readonly string _directory = Directory.GetCurrentDirectory();
    private int _count;

    internal LocalCells()
    {
        Output.Target = this;
        Directory.SetCurrentDirectory(Folder);
    }

    internal CellRunner Runner { get; } = new();

    internal string Folder { get; } = Directory.CreateTempSubdirectory("local-cells-").FullName;

    /// <summary>What was displayed: the bundle, and whether it replaced an earlier one.</summary>
    internal List<(JsonObject Bundle, bool IsUpdate)> Shown { get; } = [];

    internal string Out { get; private set; } = "";

    internal string Error { get; private set; } = "";

    internal object? Run(string code)
    {
        object? result = null;
        using var output = new StringWriter();
        using var error = new StringWriter();
        Shown.Clear();
        Interruption.Begin();
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            Runner.Run(code, $"In[{++_count}]", value => result = value);
        }
        finally
        {
            Console.SetOut(_out);
            Console.SetError(_error);
            (Out, Error) = (output.ToString(), error.ToString());
        }

        return result;
    }

    internal string FailureOf(string code) => string.Join('\n', Traceback.Of(Assert.ThrowsAny<Exception>(() => Run(code)), Runner.SourceOf));

    internal JsonObject Bundle(string code) => Run(code) is { } result ? MimeBundle.Of(result, []) : Assert.Single(Shown).Bundle;

    internal string Text(string code) => (string)Bundle(code)["text/plain"]!;

    internal string Html(string code) => (string?)Bundle(code)["text/html"] ?? "";

    internal string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Show(JsonObject bundle, string? displayId) => Shown.Add((bundle, false));

    public void Update(JsonObject bundle, string displayId) => Shown.Add((bundle, true));

    public void Clear(bool wait) => Shown.Clear();

    public string Ask(string prompt, bool password) => $"answer to {prompt}";

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_directory);
        Directory.Delete(Folder, recursive: true);
    }
}
