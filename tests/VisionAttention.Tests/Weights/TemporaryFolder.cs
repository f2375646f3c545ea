namespace VisionAttention.Tests.Weights;

/// <summary>A folder that lasts as long as its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(Path(name), content);
        return Path(name);
    }

    public string[] Files() => [.. Directory.GetFiles(_folder).Select(file => System.IO.Path.GetFileName(file)).Order()];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
