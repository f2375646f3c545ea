namespace VisionAttention.Kernel.Wire;

/// <summary>The connection file holds the key with which anybody may run code as the user, so only the user may know it.</summary>
internal static class ConnectionFileGuard
{
    private const UnixFileMode Written = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Takes reading away from other users; Jupyter writes the file so, some editors do not.</summary>
    /// <exception cref="InvalidDataException">Others may write the file: its key may be theirs.</exception>
    internal static void Secure(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return;
        }

        // Shared folders of some containers cannot keep modes; Jupyter has this switch for them.
        var mode = File.GetUnixFileMode(path);
        if (Environment.GetEnvironmentVariable("JUPYTER_ALLOW_INSECURE_WRITES") is "1" or "true" || (mode & (Written | Read)) == 0)
        {
            return;
        }

        if ((mode & Written) != 0)
        {
            throw new InvalidDataException(
                $"connection file {path} can be written by other users (mode {Convert.ToString((int)mode, 8)}), so its key may be theirs; chmod 600 it");
        }

        try
        {
            File.SetUnixFileMode(path, mode & ~(Read | Written));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new InvalidDataException(
                $"connection file {path} can be read by other users (mode {Convert.ToString((int)mode, 8)}) and is not ours to close; chmod 600 it", error);
        }
    }
}
