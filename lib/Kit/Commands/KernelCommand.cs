using System.CommandLine;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit kernel</summary>
internal static class KernelCommand
{
    /// <summary>The command with its parts.</summary>
    public static Command Create() => new(
        "kernel", "Registers the C# kernel for VS Code and for a Jupyter that ./kit did not start. run, lab and test need no registration.")
    {
        Install(), Uninstall(), List(),
    };

    private static Option<string?> PrefixOption() => new("--prefix")
    {
        Description = "Below this folder's share/jupyter/kernels, for example /usr/local for every user of the machine.",
        HelpName = "DIR",
    };

    private static Option<bool> UserOption() => new("--user") { Description = "In the user's own Jupyter folder (the default)." };

    private static Command Install()
    {
        var prefix = PrefixOption();
        var system = new Option<bool>("--system") { Description = "For every user of the machine, below /usr/local." };
        var force = new Option<bool>("--force") { Description = "Replace another kernel of the same name." };
        var command = new Command("install", "Registers the kernel; another kernel of the name .net-csharp is never replaced unless told to.")
        {
            UserOption(), prefix, system, force,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            await new SetupRunner(context).RunAsync(SetupRunner.Lessons, force: false, cancellation);
            var registry = Registry(context);
            var folder = arguments.GetValue(system) ? KernelSpecRegistry.PrefixFolder("/usr/local") : Folder(registry, arguments.GetValue(prefix));
            var program = context.Workspace.KernelProgram;
            var path = registry.Install(folder, KernelSpec.For(context).ToJson(), arguments.GetValue(force), Path.GetDirectoryName(program));
            context.Report.Line($"registered {context.Environment.Kernelspec.DisplayName}: {path}");
            await StartOnceAsync(context, program, cancellation);
            return 0;
        });
        return command;
    }

    // The same line that Jupyter starts; a kernel that cannot run is better heard of now than in a notebook.
    private static async Task StartOnceAsync(SetupContext context, string program, CancellationToken cancellation)
    {
        var options = new ProcessOptions { TimeLimit = TimeSpan.FromMinutes(1) };
        var result = await context.Processes.RunAsync(context.Machine.Dotnet, [program, "--check"], options, cancellation);
        if (!result.Succeeded)
            throw new KitException($"the kernel is registered but does not run: {result.Text.Trim()}", "./kit doctor");
        context.Report.Line(result.Text.Trim());
    }

    private static Command Uninstall()
    {
        var prefix = PrefixOption();
        var system = new Option<bool>("--system") { Description = "The one for every user, below /usr/local." };
        var command = new Command("uninstall", "Removes our registration; another kernel's stays.") { UserOption(), prefix, system };
        command.SetAction(arguments =>
        {
            var context = SetupContext.Current();
            var registry = Registry(context);
            var folder = arguments.GetValue(system) ? KernelSpecRegistry.PrefixFolder("/usr/local") : Folder(registry, arguments.GetValue(prefix));
            var path = registry.Uninstall(folder);
            context.Report.Line(path is null ? $"nothing is registered in {folder}" : $"removed {path}");
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Shows where a kernel of our name is registered, and whose it is.");
        command.SetAction(_ =>
        {
            var context = SetupContext.Current();
            var found = false;
            foreach (var (path, isOurs) in Registry(context).Registered())
            {
                context.Report.Line($"{(isOurs ? "ours   " : "foreign")} {path}");
                found = true;
            }

            if (!found)
                context.Report.Line($"no kernel {context.Environment.Kernelspec.Name} is registered; ./kit kernel install does it");
            return 0;
        });
        return command;
    }

    private static KernelSpecRegistry Registry(SetupContext context) => new(context.Environment.Kernelspec.Name, context.Machine);

    private static string Folder(KernelSpecRegistry registry, string? prefix) =>
        prefix is null ? registry.UserFolder : KernelSpecRegistry.PrefixFolder(prefix);
}
