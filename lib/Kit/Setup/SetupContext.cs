using VisionAttention.Kit.Configuration;
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
