using System.CommandLine;
using VisionAttention.Kit;
using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;

var root = new RootCommand(
    "Vision Attention: C# notebooks on self-attention in vision models.\n"
    + "Two commands do everything: run (sets up, executes the lessons) and test (sets up, runs every test).")
{
    RunCommand.Create(),
    TestCommand.Create(),
    SetupCommand.Create(),
    LabCommand.Create(),
    KernelCommand.Create(),
    DoctorCommand.Create(),
    DataCommand.Create(),
    VerifyCommand.Create(),
    SummaryCommand.Create(),
    PaperCostsCommand.Create(),
    BenchCommand.Create(),
    PublishCommand.Create(),
    ReleaseCommand.Create(),
    PackCommand.Create(),
    CleanCommand.Create(),
};
foreach (var command in TrainingCommands.Create(args))
{
    root.Subcommands.Add(command);
}

try
{
    var configuration = new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
    };
    return await root.Parse(TrainingCommands.Are(args) ? args[..1] : args).InvokeAsync(configuration);
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("kit: stopped");
    return 130;
}
catch (Exception failure) when (FailureText.Explain(failure, RootForMessages()) is { } known)
{
    await Console.Error.WriteLineAsync($"kit: {known.Message}");
    return 1;
}

static string RootForMessages()
{
    try
    {
        return Workspace.Find(AppContext.BaseDirectory).Root;
    }
    catch (KitException)
    {
        return AppContext.BaseDirectory;
    }
}
