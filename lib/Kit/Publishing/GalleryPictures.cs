using VisionAttention.Tensors;

namespace VisionAttention.Kit.Publishing;

/// <summary>The gallery's still pictures as files, for the README beside the charts' code.</summary>
internal static class GalleryPictures
{
    /// <summary>The notebook that shows every chart.</summary>
    public const string Gallery = "charts";

    /// <summary>Where the pictures lie.</summary>
    public static string Folder(Workspace workspace) => workspace.At("lib", "VisionAttention", "Charts", "pictures");

    /// <summary>Writes one file for each chart, named after its cell, and deletes those of charts that are gone.</summary>
    public static void Write(NotebookFile gallery, Workspace workspace)
    {
        var folder = Directory.CreateDirectory(Folder(workspace)).FullName;
        var files = gallery.Charts.ToDictionary(chart => Path.Combine(folder, $"{chart.Cell}.png"), chart => chart.Picture);
        foreach (var (path, picture) in files)
        {
            AtomicFile.WriteBytes(path, picture);
        }

        foreach (var path in Directory.GetFiles(folder).Where(path => !files.ContainsKey(path)))
        {
            File.Delete(path);
        }
    }
}
