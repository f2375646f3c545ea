using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Session;

/// <summary>What the kernel says about itself.</summary>
internal static class KernelInfo
{
    internal static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = "5.3",
        ["implementation"] = "csharp-kernel",
        ["implementation_version"] = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3),
        ["banner"] = $"C# on .NET {Environment.Version}",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(),
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
    };
}
