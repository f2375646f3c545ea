using System.CommandLine;
using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Setup;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit release</summary>
internal static class ReleaseCommand
{
    /// <summary>The command with its arguments.</summary>
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The course folder to make; a lesson that is there already is written anew." };
        var lessons = new Option<string[]>("--lessons") { HelpName = "LESSON", Description = "Lessons by number or name. None means all.", AllowMultipleArgumentsPerToken = true };
        var checkout = new Option<string?>("--checkout") { HelpName = "DIR", Description = "Where the students' machines have this checkout, set up. Default: here." };
        var command = new Command(
            "release",
            "Makes a course folder for nbgrader: source/ with solutions for the teacher, release/ with stubs for the students, an assignment a lesson.\n"
            + "In source/ every check is graded, with as many points as its difficulty; release/ holds no solution.")
        {
            folder, lessons, checkout,
        };
        command.SetAction(arguments =>
        {
            var context = SetupContext.Current();
            var place = arguments.GetValue(folder)!.FullName;
            if (File.Exists(place))
                throw new KitException($"{place} is a file", "name a folder, or a path that is not there yet");
            var chosen = Lesson.Choose(context.Workspace.Notebooks, arguments.GetValue(lessons) ?? []);
            AtomicFile.MakeFolder(place);
            var kit = File.ReadAllText(Path.Combine(context.Workspace.Notebooks, "kit.csx"));
            var release = new ReleaseFolder(place, arguments.GetValue(checkout) ?? context.Workspace.Root);
            foreach (var lesson in chosen)
            {
                var exercises = release.Add(lesson, kit);
                context.Report.Line("release", "green", $"{lesson.Name}, exercises: {exercises}");
            }

            release.AddSettings();
            context.Report.Line("release", "green", $"{place}: source/ for the teacher, release/ for the students, nbgrader_config.py");
        });
        return command;
    }
}
