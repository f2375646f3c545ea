namespace Training.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("training-tests-");

    public string At(string name) => Path.Combine(_folder.FullName, name);

    public string Root => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
