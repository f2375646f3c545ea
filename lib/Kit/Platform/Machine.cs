namespace VisionAttention.Kit.Platform;

/// <summary>What the kit asks of the machine: where programs are, who runs it, what the environment says.</summary>
internal sealed record Machine
{
    /// <summary>The folders searched for programs, in order.</summary>
    public required IReadOnlyList<string> SearchPath { get; init; }

    /// <summary>The environment's variables, handed on to every program started.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Whether the user may install packages without sudo.</summary>
    public required bool IsRoot { get; init; }

    /// <summary>Whether somebody can answer a password prompt.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Debian's Python: another one may come first on PATH, without the packages that apt installs.</summary>
    public string Python { get; init; } = "/usr/bin/python3";

    /// <summary>The dotnet program that runs the kit.</summary>
    public string Dotnet => Variable("VISION_ATTENTION_DOTNET") ?? Find("dotnet") ?? Environment.ProcessPath ?? "dotnet";

    /// <summary>The machine as it is.</summary>
    public static Machine Current()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return new Machine
        {
            SearchPath = variables.GetValueOrDefault("PATH", "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries),
            Variables = variables,
            IsRoot = Environment.IsPrivilegedProcess,
            IsTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected,
        };
    }

    /// <summary>The full path of a program on the search path, or null.</summary>
    public string? Find(string program)
    {
        foreach (var folder in SearchPath)
        {
            var path = Path.Combine(folder, program);
            if (File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0)
                return path;
        }

        return null;
    }

    /// <summary>A variable that is set and not empty, or null.</summary>
    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}
