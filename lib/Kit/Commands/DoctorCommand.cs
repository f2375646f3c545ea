using System.CommandLine;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit doctor</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Shows what was found, chosen and missing, one line each; changes nothing. Exit code 1 when something needed is missing.");
        command.SetAction(async (_, cancellation) =>
        {
            var context = SetupContext.Current();
            var missing = 0;
            await foreach (var finding in new Doctor(context).ExamineAsync(cancellation))
            {
                var (word, colour) = finding.State switch
                {
                    FindingState.Found => ("found  ", "green"),
                    FindingState.Chosen => ("chosen ", "blue"),
                    FindingState.Missing => ("missing", "red"),
                    _ => ("note   ", "yellow"),
                };
                context.Report.Line(word, colour, $"{finding.Subject,-12} {finding.Detail}");
                missing += finding.State == FindingState.Missing ? 1 : 0;
            }

            return missing == 0 ? 0 : 1;
        });
        return command;
    }
}
