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
