using System.CommandLine;
using VisionAttention.Data;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit data</summary>
internal static class DataCommand
{
    /// <summary>The command with its parts.</summary>
    public static Command Create() => new("data", "Lists, fetches and checks the data sets of environment.json.") { List(), Get(), Check() };

    private static Argument<string[]> NameArgument() => new("NAME")
    {
        Description = "Data sets, for example: fashion-mnist. None means all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static Command List()
    {
        var command = new Command("list", "Shows every data set: size, licence, whether it is here.");
        command.SetAction(_ =>
        {
            var context = SetupContext.Current();
            List<string[]> rows = [["data set", "MiB", "licence", "folder", "here"]];
            foreach (var (name, entry) in DataSetManifest.Read(context.Workspace.Root))
            {
                var mebibytes = (entry.Files.Sum(file => file.Bytes) + (1 << 19)) >> 20;
                var isHere = DataSetFiles.LooksComplete(context.Workspace.Root, entry);
                rows.Add([name, $"{mebibytes}", entry.Licence, entry.Folder, isHere ? "yes" : $"no: ./kit data get {name}"]);
            }

            context.Report.Table(rows);
            return 0;
        });
        return command;
    }

    private static Command Get()
    {
        var names = NameArgument();
        var command = new Command("get", "Fetches what is missing or wrong; what is right stays.") { names };
        command.SetAction(async (arguments, cancellation) =>
        {
            var context = SetupContext.Current();
            foreach (var name in Names(context, arguments.GetValue(names)))
            {
                context.Report.Line($"{name}: {await new DataStep(name).ApplyAsync(context, cancellation)}");
            }

            return 0;
        });
        return command;
    }

    private static Command Check()
    {
        var names = NameArgument();
        var command = new Command("check", "Checks every file against the SHA-256 of environment.json.") { names };
        command.SetAction(arguments =>
        {
            var context = SetupContext.Current();
            var failed = 0;
            foreach (var name in Names(context, arguments.GetValue(names)))
            {
                try
                {
                    DataSetFiles.Verify(context.Workspace.Root, name);
                    context.Report.Line($"{name}: every file is right");
                }
                catch (Exception failure) when (failure is FileNotFoundException or InvalidDataException)
                {
                    Console.Error.WriteLine($"kit: {failure.Message}");
                    failed++;
                }
            }

            return failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static IEnumerable<string> Names(SetupContext context, string[]? chosen)
    {
        var all = DataSetManifest.Read(context.Workspace.Root);
        foreach (var name in chosen ?? [])
        {
            if (!all.ContainsKey(name))
            {
                throw new KitException($"no data set is called \"{name}\"", $"choose from: {string.Join(", ", all.Keys)}");
            }
        }

        return chosen is { Length: > 0 } ? chosen : all.Keys;
    }
}
