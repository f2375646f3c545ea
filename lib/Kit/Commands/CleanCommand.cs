using System.CommandLine;
using VisionAttention.Data;
using VisionAttention.Kit.Setup;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit clean</summary>
internal static class CleanCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var data = new Option<bool>("--data") { Description = "Also delete the data sets that were fetched." };
        var command = new Command(
            "clean", "Deletes artifacts/: everything that was built, fetched or produced. Lessons, data and installed packages stay.") { data };
        command.SetAction(arguments =>
        {
            var context = SetupContext.Current();
            // The running program lies in there as well: Linux keeps its files until it ends.
            AtomicFile.DeleteFolder(context.Workspace.Artifacts);
            context.Report.Line($"deleted {context.Workspace.Artifacts}");
            if (arguments.GetValue(data))
            {
                foreach (var (_, entry) in DataSetManifest.Read(context.Workspace.Root))
                {
                    AtomicFile.DeleteFolder(context.Workspace.At(entry.Folder));
                    context.Report.Line($"deleted {context.Workspace.At(entry.Folder)}");
                }
            }

            return 0;
        });
        return command;
    }
}
