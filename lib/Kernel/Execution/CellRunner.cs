using System.Diagnostics;
using System.Globalization;
using Microsoft.DotNet.Interactive;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Magics;

namespace VisionAttention.Kernel.Execution;

/// <summary>Runs a cell: its sections in order, in each the directives first, then the code.</summary>
internal sealed class CellRunner
{
    private const int AbandonMilliseconds = 300;
    private const string MagicNames = "#!about #!csharp #!html #!javascript #!lsmagic #!markdown #!time #!who #!whos #r #i #load";
    private readonly Dictionary<string, string> _sources = [];
    private readonly References _references;
    private readonly PackageRestore _packages;

    internal CellRunner()
    {
        var loading = new AssemblyLoading();
        _references = new References(loading);
        _packages = new PackageRestore(_references);
        Host = new ScriptHost(_references, loading);
    }

    internal ScriptHost Host { get; }

    /// <summary>What a cell waits for before it compiles.</summary>
    internal Task Ready { get; set; } = Task.CompletedTask;

    /// <summary>The text of a cell or loaded file by the name that tracebacks give it.</summary>
    internal string? SourceOf(string path) => _sources.GetValueOrDefault(path);

    /// <summary>Compiles and runs once, so that the first real cell finds the compiler loaded; leaves nothing behind.</summary>
    internal void WarmUp() => RunAside("1 + 1");

    /// <summary>Goes through more of the compiler, for when nobody waits yet.</summary>
    internal void WarmUpMore()
    {
        RunAside("var text = $\"{1 + 1}\"; Console.Out.Write(\"\"); text");
        RunAside("int Twice(int n) => 2 * n; foreach (var n in new List<int> { 1, 2 }.Select(n => Twice(n))) { if (n > 2) Console.Out.Write(\"\"); }");
    }

    private void RunAside(string code)
    {
        var host = new ScriptHost(_references, new AssemblyLoading());
        host.Prepare(code, "warm-up")?.Invoke().GetAwaiter().GetResult();
    }

    /// <summary>Runs a cell and hands its result to <paramref name="showResult"/>.</summary>
    internal void Run(string code, string name, Action<object> showResult)
    {
        Ready.Wait(Interruption.Token);
        _sources[name] = code;
        foreach (var section in CellSection.Split(code))
        {
            RunSection(section, name, showResult);
        }
    }

    private void RunSection(CellSection section, string name, Action<object> showResult)
    {
        switch (section.Language)
        {
            case "markdown":
                Microsoft.DotNet.Interactive.Kernel.display(new MimeText(MimeTypes.Markdown, section.Text.Trim()));
                break;
            case "html":
                Microsoft.DotNet.Interactive.Kernel.display(new MimeText(MimeTypes.Html, section.Text.Trim()));
                break;
            case "javascript":
                Microsoft.DotNet.Interactive.Kernel.Javascript(section.Text.Trim());
                break;
            default:
                RunCSharp(section.Text, name, Directory.GetCurrentDirectory(), showResult);
                break;
        }
    }

    private void RunCSharp(string text, string name, string folder, Action<object>? showResult)
    {
        var source = CellSource.Read(text);
        var watch = source.Directives.Any(static directive => directive.Word == "!time") ? Stopwatch.StartNew() : null;
        foreach (var directive in source.Directives)
        {
            Follow(directive, $"{name}, line {directive.Line}", folder);
        }

        if (Host.Prepare(source.Code, name) is { } run)
        {
            // Null also stands for a cell that ends in a statement; what display() gives is on show already.
            object? result = null;
            AbortableRun.Invoke(() => result = Await(run), Interruption.AbortSource.Token);
            if (result is not null and not DisplayedValue)
            {
                showResult?.Invoke(result);
            }
        }

        if (watch is not null)
        {
            Microsoft.DotNet.Interactive.Kernel.display(string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds}ms"));
        }
    }

    private static object? Await(Func<Task<object?>> run)
    {
        var pump = new ContinuationPump();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(pump);
        try
        {
            var task = run();
            try
            {
                pump.RunUntilDone(task, Interruption.Token);
            }
            catch (OperationCanceledException) when (Interruption.IsRequested && !task.IsCompleted)
            {
                // Code on other threads gets a moment to notice; what still runs then is left behind.
                Task.WaitAny([task], AbandonMilliseconds);
                throw new CellInterruptedException();
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Follow(Directive directive, string place, string folder)
    {
        switch (directive.Word)
        {
            case "r" when directive.Argument.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase):
                _packages.Add(directive.Argument["nuget:".Length..].Trim(), place);
                break;
            case "r":
                AddReference(directive.Argument, folder, place);
                break;
            case "i":
                _packages.AddSource(directive.Argument.Replace("nuget:", "", StringComparison.OrdinalIgnoreCase).Trim());
                break;
            case "load":
                var path = Find(directive.Argument, folder) ?? throw CellFailedException.Directive(place, $"#load \"{directive.Argument}\": no such file; looked in {folder}");
                var text = File.ReadAllText(path);
                _sources[path] = text;
                RunCSharp(text, path, Path.GetDirectoryName(path)!, showResult: null);
                break;
            case "!time" or "!csharp":
                break;
            case "!lsmagic":
                Console.Out.WriteLine(MagicNames.Replace(' ', '\n'));
                break;
            case "!about":
                Console.Out.WriteLine($"C# kernel {typeof(CellRunner).Assembly.GetName().Version?.ToString(3)} on .NET {Environment.Version}");
                break;
            case "!who" or "!whos":
                Who(withValues: directive.Word == "!whos");
                break;
            case "!share" or "!set" or "!fsharp" or "!pwsh" or "!sql" or "!kql" or "!mermaid" or "!value" or "!http":
                throw CellFailedException.Directive(place, $"#{directive.Word} needs another kernel, and here is one for C# only; write this cell in C#");
            default:
                throw CellFailedException.Directive(place, $"unknown magic command #{directive.Word}; #!lsmagic lists those there are");
        }
    }

    private void Who(bool withValues)
    {
        var seen = new HashSet<string>();
        foreach (var (name, value, type) in Host.Variables())
        {
            if (seen.Add(name))
            {
                Console.Out.WriteLine(withValues ? $"{name}: {ObjectShape.NameOf(type)} = {PlainText.Of(value)}" : name);
            }
        }
    }

    private void AddReference(string argument, string folder, string place)
    {
        if (Find(argument, folder) is { } path)
        {
            try
            {
                _references.AddFile(path);
            }
            catch (BadImageFormatException)
            {
                throw CellFailedException.Directive(place, $"#r \"{argument}\": {path} is not a .NET assembly; native libraries load by themselves when they lie beside one");
            }

            return;
        }

        // `#r "System.Net.Http"` names an assembly of the framework, all of which can be had.
        if (argument.Contains('/') || argument.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || !_references.IsPlatform(argument))
        {
            throw CellFailedException.Directive(place, $"#r \"{argument}\": no such file; looked in {folder}; build it first, or correct the path");
        }

        _references.UseAll();
    }

    private static string? Find(string path, string folder)
    {
        string[] candidates = [Path.GetFullPath(path, folder), Path.GetFullPath(path)];
        return candidates.FirstOrDefault(File.Exists);
    }
}
