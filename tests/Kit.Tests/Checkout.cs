using Spectre.Console;
using VisionAttention.Kit;
using VisionAttention.Kit.Setup;
using VisionAttention.Kit.Platform;

namespace Kit.Tests;

/// <summary>A throw-away checkout on a machine whose only programs are the ones a test puts there.</summary>
internal sealed class Checkout : IDisposable
{
    private readonly StringWriter _output = new();

    public Checkout()
    {
        Root = Directory.CreateTempSubdirectory("kit-").FullName;
        Programs = Directory.CreateDirectory(Path.Combine(Root, "programs")).FullName;
        File.Copy(Path.Combine(Repository.Root, "environment.json"), Path.Combine(Root, "environment.json"));
        Directory.CreateDirectory(Path.Combine(Root, "data"));
        File.Copy(Path.Combine(Repository.Root, "data", "manifest.json"), Path.Combine(Root, "data", "manifest.json"));
        Workspace = new Workspace(Root);
        Directory.CreateDirectory(Workspace.SetupFolder);
    }

    public string Root { get; }

    public string Programs { get; }

    public Workspace Workspace { get; }

    public string Output => _output.ToString();

    public Machine Machine => new()
    {
        SearchPath = [Programs],
        Variables = new Dictionary<string, string> { ["HOME"] = Path.Combine(Root, "home"), ["VISION_ATTENTION_DOTNET"] = Path.Combine(Programs, "dotnet") },
        IsRoot = false,
        IsTerminal = false,
    };

    /// <summary>Puts a shell script on the machine's PATH.</summary>
    public void Program(string name, string body)
    {
        var path = Path.Combine(Programs, name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public SetupContext Context(Machine? machine = null) =>
        new(Workspace, EnvironmentFile.Read(Workspace), machine ?? Machine, PlainReport());

    public void Dispose()
    {
        _output.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private Report PlainReport() => new(
        AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(_output) }), isTerminal: false);
}
