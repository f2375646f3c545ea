namespace Kernel.Tests.Client;

/// <summary>Folders that other programs may still be writing to, and the repository's own.</summary>
internal static class Folders
{
    public static string Repository { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "environment.json")) ? folder : Above(Path.GetDirectoryName(folder)!);

    public static void Delete(string folder)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                Thread.Sleep(100);
            }
        }
    }
}
