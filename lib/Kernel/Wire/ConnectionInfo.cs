using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Wire;

/// <summary>What the front end's connection file says: where to bind and how to sign.</summary>
internal sealed record ConnectionInfo(
    string Transport, string Address, int ShellPort, int IopubPort, int StdinPort, int ControlPort, int HeartbeatPort, string Key)
{
    /// <exception cref="InvalidDataException">The file cannot be read, is not whole, or could have been written by another user.</exception>
    internal static ConnectionInfo Read(string path)
    {
        JsonObject file;
        try
        {
            ConnectionFileGuard.Secure(path);
            file = JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new JsonException("it holds no JSON object");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"connection file {path} cannot be read: {error.Message}", error);
        }

        var transport = Text(path, file, "transport", whenMissing: "tcp");
        var address = Text(path, file, "ip", whenMissing: "");
        if (address.Length == 0)
        {
            throw new InvalidDataException($"connection file {path} names no ip; start the kernel through Jupyter");
        }

        if (transport is not ("tcp" or "ipc"))
        {
            throw new InvalidDataException($"transport {transport} in {path} is not supported; the kernel talks over tcp and ipc");
        }

        if (Text(path, file, "signature_scheme", whenMissing: "hmac-sha256") is var scheme and not ("" or "hmac-sha256"))
        {
            throw new InvalidDataException($"signature_scheme {scheme} is not supported; the kernel signs with hmac-sha256");
        }

        int Port(string name) => file[name] is JsonValue value && value.TryGetValue(out int port) && port is > 0 and < 65_536
            ? port
            : throw new InvalidDataException($"{name} in connection file {path} is {file[name]?.ToJsonString() ?? "missing"}, not a port from 1 to 65535");

        return new ConnectionInfo(
            transport, address, Port("shell_port"), Port("iopub_port"), Port("stdin_port"), Port("control_port"), Port("hb_port"),
            Text(path, file, "key", whenMissing: ""));
    }

    internal string Endpoint(int port) => Transport == "ipc"
        ? $"ipc://{Address}-{port}"
        : Address.Contains(':') && Address[0] != '[' ? $"{Transport}://[{Address}]:{port}" : $"{Transport}://{Address}:{port}";

    private static string Text(string path, JsonObject file, string name, string whenMissing) => file[name] switch
    {
        null => whenMissing,
        JsonValue value when value.TryGetValue(out string? text) => text,
        var other => throw new InvalidDataException($"{name} in connection file {path} is {other.ToJsonString()}, not a text"),
    };
}

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
