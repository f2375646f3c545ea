namespace Notebooks.Tests.Texts;

/// <summary>A file that people read: a Markdown file, or a notebook's text cells.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Parts">The file's text, or the cells', each with the name by which a message finds it.</param>
internal sealed record TextFile(string Path, IReadOnlyList<(string Name, MarkdownText Text)> Parts)
{
    // What is made, fetched or hidden is not ours to read.
    private static readonly string[] NotOurs = ["artifacts", "bin", "obj", "node_modules", "work"];

    public static IReadOnlyList<string> Names() =>
        [.. Under(new DirectoryInfo(Lessons.Workspace.Root)).Select(path => System.IO.Path.GetRelativePath(Lessons.Workspace.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static TextFile Read(string path)
    {
        if (path.EndsWith(".md", StringComparison.Ordinal))
            return new TextFile(path, [("", new MarkdownText(File.ReadAllText(path)))]);

        var cells = NotebookFile.Read(path).Cells.Where(cell => (string?)cell["cell_type"] == "markdown");
        return new TextFile(path, [.. cells.Select(cell => ($", cell {cell["id"]}", new MarkdownText(NotebookFile.Source(cell))))]);
    }

    private static IEnumerable<string> Under(DirectoryInfo folder)
    {
        var files = folder.EnumerateFiles().Where(file => file.Extension is ".md" or ".ipynb").Select(file => file.FullName);
        var folders = folder.EnumerateDirectories()
            .Where(inner => !inner.Name.StartsWith('.') && inner.LinkTarget is null && !NotOurs.Contains(inner.Name));
        return files.Concat(folders.SelectMany(Under));
    }
}
