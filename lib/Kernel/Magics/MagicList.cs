using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>The magic commands there are. A new one is a line here.</summary>
internal static class MagicList
{
    private const string NeedsKernel = "needs another kernel, and here is one for C# only; write this cell in C#";

    internal static readonly IReadOnlyList<Magic> All =
    [
        new("about", "the kernel's version and .NET's", About),
        new("csharp", "what follows is C#, as it is anyway", static _ => { }),
        new("html", "what follows is shown as HTML", static _ => { }),
        new("import", "runs a file: #!import path.csx, .cs, .dib or .ipynb", FileImport.Run),
        new("javascript", "what follows runs in the browser", static _ => { }),
        new("lsmagic", "this list", ListAll),
        new("markdown", "what follows is shown as Markdown", static _ => { }),
        new("set", "sets a variable: #!set --name x --value \"text\", 3, @csharp:other or @input:\"Question?\"", SetVariable.Run),
        new("time", "shows how long the cell takes from here", Time),
        new("who", "the names of the cells' variables", static call => Who(call.Host, withValues: false)),
        new("whos", "the variables with type and value", static call => Who(call.Host, withValues: true)),
    ];

    /// <summary>Lines that look like magics and are not: they come before the compiler too.</summary>
    private static readonly (string Name, string Help)[] Directives =
    [
        ("#r", "a library: #r \"path.dll\", or a package: #r \"nuget: Id, version\""),
        ("#i", "a further source of packages: #i \"nuget: address-or-folder\""),
        ("#load", "runs a C# file: #load \"path.csx\""),
    ];

    /// <summary>What notebooks of many languages use, and what to do here instead.</summary>
    private static readonly Dictionary<string, string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        ["share"] = "copies a value from another kernel, and here is one for C# only; all C# cells share their variables already, and another language hands values on in a file",
        ["value"] = "keeps a text for other kernels, and here is one for C# only; write: var name = \"\"\"text\"\"\";",
        ["connect"] = "starts another kernel, and here is one for C# only; use the library of that service from C# (#r \"nuget: ...\")",
        ["mermaid"] = "needs a drawing program that is not here; show the text with #!markdown and a mermaid block",
        ["fsharp"] = NeedsKernel, ["f#"] = NeedsKernel, ["pwsh"] = NeedsKernel, ["powershell"] = NeedsKernel, ["sql"] = NeedsKernel,
        ["kql"] = NeedsKernel, ["http"] = NeedsKernel, ["python"] = NeedsKernel, ["r"] = NeedsKernel, ["bash"] = NeedsKernel,
    };

    /// <summary>The magic of this name.</summary>
    /// <exception cref="CellFailedException">There is none; the message names the nearest, or what to do instead.</exception>
    internal static Magic Find(string name, string place)
    {
        var found = All.FirstOrDefault(magic => magic.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is not null)
        {
            return found;
        }

        if (Refused.TryGetValue(name, out var reason))
        {
            throw CellFailedException.Directive(place, $"#!{name} {reason}");
        }

        var nearest = NearestName.Of(name, All.Select(static magic => magic.Name));
        var advice = nearest is null ? "" : $"; did you mean #!{nearest}?";
        throw CellFailedException.Directive(place, $"unknown magic command #!{name}{advice}; #!lsmagic lists those there are");
    }

    /// <summary>True for <c>#!</c> lines of other kernels.</summary>
    internal static bool IsRefused(string line) => line.StartsWith("#!", StringComparison.Ordinal) && Refused.ContainsKey(line[2..]);

    private static void About(MagicCall call) =>
        Console.Out.WriteLine($"C# kernel {typeof(MagicList).Assembly.GetName().Version?.ToString(3)} on .NET {Environment.Version}");

    private static void ListAll(MagicCall call)
    {
        foreach (var (name, help) in All.Select(static magic => ("#!" + magic.Name, magic.Help)).Concat(Directives))
        {
            Console.Out.WriteLine($"{name,-14}{help}");
        }
    }

    private static void Time(MagicCall call)
    {
        var watch = Stopwatch.StartNew();
        call.AtCellEnd(() => Microsoft.DotNet.Interactive.Kernel.display(
            string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds}ms")));
    }

    private static void Who(ScriptHost host, bool withValues)
    {
        var seen = new HashSet<string>();
        foreach (var (name, value, type) in host.Variables())
        {
            if (seen.Add(name))
            {
                Console.Out.WriteLine(withValues ? $"{name}: {TypeNames.Of(type)} = {PlainText.Of(value)}" : name);
            }
        }
    }
}

/// <summary>Finds what somebody meant who mistyped a name.</summary>
internal static class NearestName
{
    /// <summary>The name that is fewest changes away, if those are few for its length.</summary>
    internal static string? Of(string typed, IEnumerable<string> names)
    {
        var small = typed.ToLowerInvariant();
        var all = names.ToList();
        var nearest = all.MinBy(name => Distance(small, name));
        return nearest is not null && Distance(small, nearest) <= 1 + (nearest.Length / 4)
            ? nearest
            : all.FirstOrDefault(name => small.Length > 1 && name.StartsWith(small, StringComparison.Ordinal));
    }

    /// <summary>How many letters must be added, removed or replaced, or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        var steps = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                var replace = steps[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(replace, 1 + Math.Min(steps[i - 1, j], steps[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[from.Length, to.Length];
    }
}

/// <summary>Sets a variable, as notebooks of several languages do: by one line of C#.</summary>
internal static partial class SetVariable
{
    private const string Usage = "write #!set --name x --value and \"text\", a number, @csharp:variable, @input:\"Question?\" or @password:\"Question?\"";

    internal static void Run(MagicCall call)
    {
        if (Options().Match(call.Argument) is not { Success: true } options || !options.Groups["value"].Success || !SyntaxFacts.IsValidIdentifier(options.Groups["name"].Value))
        {
            throw call.Failure($"#!set {call.Argument} names no variable and value; {Usage}");
        }

        call.RunCell($"var {options.Groups["name"].Value} = {Expression(call, options.Groups["value"].Value)};", call.Place, call.Folder);
    }

    private static string Expression(MagicCall call, string value)
    {
        if (Source().Match(value) is not { Success: true } source)
        {
            return value.StartsWith('"') ? SymbolDisplay.FormatLiteral(value[1..^1], quote: true) : IsLiteral(value) ? value : SymbolDisplay.FormatLiteral(value, quote: true);
        }

        var words = source.Groups["words"].Value.Trim('"');
        var question = SymbolDisplay.FormatLiteral(words, quote: true);
        switch (source.Groups["kernel"].Value.ToLowerInvariant())
        {
            case "input":
                return $"await GetInputAsync({question})";
            case "password":
                return $"await GetPasswordAsync({question})";
            case "csharp" or "c#":
                return call.Host.Variables().Any(variable => variable.Name == words) ? words : throw call.Failure($"#!set {call.Argument}: there is no variable {words}; #!who lists those there are");
            case var other:
                throw call.Failure($"#!set {call.Argument} copies a value from the kernel {other}, and here is one for C# only; another language hands values on in a file");
        }
    }

    /// <summary>True for a number and for true and false: what JSON and C# write alike.</summary>
    private static bool IsLiteral(string value)
    {
        try
        {
            return JsonDocument.Parse(value).RootElement.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("""^(?:--name\s+(?<name>[^\s"]+)\s*|--value\s+(?<value>@[\w#]+:"[^"]*"|"[^"]*"|[^\s"]+)\s*){2}$""")]
    private static partial Regex Options();

    [GeneratedRegex("""^@(?<kernel>[\w#]+)(?::(?<words>.*))?$""")]
    private static partial Regex Source();
}
