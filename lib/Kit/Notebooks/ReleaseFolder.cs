using System.Text.Json.Nodes;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>A course folder for nbgrader: <c>source/</c> for the teacher, <c>release/</c> for the students, an assignment for each lesson.</summary>
/// <param name="folder">Where it is made.</param>
/// <param name="checkout">Where students' machines have this checkout, set up.</param>
internal sealed class ReleaseFolder(string folder, string checkout)
{
    private const string Settings = """
        # Settings for nbgrader: run it in this folder. Lessons need the C# kernel (./kit kernel install in the checkout).
        c = get_config()
        c.CourseDirectory.course_id = "vision-attention"
        c.ClearSolutions.code_stub = {"C#": "throw new NotImplementedException(\"your code here\");"}
        c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
        c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
        c.ExecutePreprocessor.timeout = 900

        """;

    /// <summary>Writes one lesson's two copies.</summary>
    public int Add(Lesson lesson, string kit)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(lesson.Path))!.AsObject();
        Write("source", lesson.Name, ReleasedLesson.ForInstructor(notebook), kit);
        Write("release", lesson.Name, ReleasedLesson.ForStudents(notebook), kit);
        return Exercise.Of(notebook["cells"]!.AsArray().OfType<JsonObject>()).Count;
    }

    /// <summary>Writes nbgrader's settings, unless a teacher has settings of their own there.</summary>
    public void AddSettings()
    {
        var path = Path.Combine(folder, "nbgrader_config.py");
        if (!File.Exists(path))
            AtomicFile.WriteText(path, Settings);
    }

    private void Write(string version, string name, JsonObject notebook, string kit)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, version, name)).FullName;
        AtomicFile.WriteText(Path.Combine(place, $"{name}.ipynb"), NotebookJson.Write(notebook));
        AtomicFile.WriteText(Path.Combine(place, "kit.csx"), Located(kit));
    }

    // In a checkout the library lies beside the lessons; here it lies wherever the checkout is.
    private string Located(string kit)
    {
        var root = checkout.Replace('\\', '/').TrimEnd('/');
        return kit
            .Replace("#r \"../", $"#r \"{root}/", StringComparison.Ordinal)
            .Replace("DataSetManifest.FindRoot()", $"DataSetManifest.FindRoot(\"{root}\")", StringComparison.Ordinal);
    }
}
