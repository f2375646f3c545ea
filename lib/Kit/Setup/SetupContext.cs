using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Setup;

/// <summary>What the steps work with.</summary>
internal sealed record SetupContext(Workspace Workspace, EnvironmentFile Environment, Machine Machine, Report Report)
{
    /// <summary>Starts programs.</summary>
    public ProcessRunner Processes { get; } = new(Machine);

    /// <summary>Used for downloads.</summary>
    public HttpClient Http { get; init; } = new() { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>The context of a command run in this checkout on this machine.</summary>
    public static SetupContext Current()
    {
        var workspace = Workspace.Find(AppContext.BaseDirectory);
        return new SetupContext(workspace, EnvironmentFile.Read(workspace), Machine.Current(), Report.ToConsole());
    }
}

/// <summary>One step of the set-up: it can tell in milliseconds whether there is something to do.</summary>
internal interface ISetupStep
{
    /// <summary>One word, also the name of the stamp.</summary>
    string Name { get; }

    /// <summary>Why the step is there, for somebody who has to decide whether to allow it.</summary>
    string Why { get; }

    /// <summary>Everything the result depends on, one line each; the stamp is the hash of these lines.</summary>
    IEnumerable<string> Inputs(SetupContext context);

    /// <summary>Whether the results are there, by a quick look.</summary>
    bool IsInPlace(SetupContext context);

    /// <summary>Does the work and says what was done.</summary>
    Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation);
}
