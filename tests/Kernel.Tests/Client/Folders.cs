namespace Kernel.Tests.Client;

/// <summary>Folders that other programs may still be writing to.</summary>
internal static class Folders
{
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
