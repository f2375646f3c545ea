using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionAttention.Kernel.Wire;

/// <summary>What the front end's connection file says: where to bind and how to sign.</summary>
internal sealed record ConnectionInfo(
    [property: JsonPropertyName("transport")] string Transport,
    [property: JsonPropertyName("ip")] string Address,
    [property: JsonPropertyName("shell_port")] int ShellPort,
    [property: JsonPropertyName("iopub_port")] int IopubPort,
    [property: JsonPropertyName("stdin_port")] int StdinPort,
    [property: JsonPropertyName("control_port")] int ControlPort,
    [property: JsonPropertyName("hb_port")] int HeartbeatPort,
    [property: JsonPropertyName("signature_scheme")] string SignatureScheme,
    [property: JsonPropertyName("key")] string Key)
{
    internal static ConnectionInfo Read(string path)
    {
        ConnectionInfo? info;
        try
        {
            info = JsonSerializer.Deserialize<ConnectionInfo>(File.ReadAllText(path));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"connection file {path} cannot be read: {error.Message}", error);
        }

        if (info is null || string.IsNullOrEmpty(info.Address) || info.ShellPort == 0)
        {
            throw new InvalidDataException($"connection file {path} names no address or no shell_port; start the kernel through Jupyter");
        }

        if (!string.IsNullOrEmpty(info.SignatureScheme) && info.SignatureScheme != "hmac-sha256")
        {
            throw new InvalidDataException($"signature_scheme {info.SignatureScheme} is not supported; the kernel signs with hmac-sha256");
        }

        return info with { Transport = info.Transport ?? "tcp", Key = info.Key ?? "" };
    }

    internal string Endpoint(int port) => Transport == "ipc" ? $"ipc://{Address}-{port}" : $"{Transport}://{Address}:{port}";
}
