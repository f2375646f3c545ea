using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kernel.Tests.Client;

/// <summary>The text of kernel.json, by which Jupyter finds and starts the kernel.</summary>
internal static class KernelSpec
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="dotnetPath">Absolute path of dotnet: editors hide a kernel whose first word they cannot find.</param>
    /// <param name="kernelPath">Absolute path of csharp-kernel.dll.</param>
    /// <param name="displayName">What the kernel is called in lists.</param>
    internal static string Json(string dotnetPath, string kernelPath, string displayName) =>
        new JsonObject
        {
            ["argv"] = new JsonArray(Path.GetFullPath(dotnetPath), Path.GetFullPath(kernelPath), "{connection_file}"),
            ["display_name"] = displayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["debugger"] = false },
        }.ToJsonString(Indented);
}
