using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>The file by which Jupyter and VS Code find the kernel.</summary>
/// <param name="Dotnet">The dotnet program; absolute, because VS Code hides a kernel whose program it cannot find.</param>
/// <param name="Program">The published kernel, absolute.</param>
/// <param name="DisplayName">The name in the list of kernels.</param>
/// <param name="Language">The notebook language, <c>C#</c>.</param>
internal sealed record KernelSpec(string Dotnet, string Program, string DisplayName, string Language)
{
    /// <summary>Its file name.</summary>
    public const string FileName = "kernel.json";

    /// <summary>The metadata that marks a kernelspec as ours.</summary>
    public const string Owner = "vision-attention";

    /// <summary>The kernelspec of this checkout.</summary>
    public static KernelSpec For(SetupContext context) => new(
        Path.GetFullPath(context.Machine.Dotnet),
        context.Workspace.KernelProgram,
        context.Environment.Kernelspec.DisplayName,
        context.Environment.Kernelspec.Language);

    /// <summary>The text of kernel.json.</summary>
    public string ToJson()
    {
        var variables = new JsonObject { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" };
        var json = new JsonObject
        {
            ["argv"] = new JsonArray(Dotnet, Program, "{connection_file}"),
            ["display_name"] = DisplayName,
            ["language"] = Language,
            ["interrupt_mode"] = "message",
            ["env"] = variables,
            ["metadata"] = new JsonObject { ["owner"] = Owner },
        };
        return json.ToJsonString(Readable) + "\n";
    }

    /// <summary>Whether a kernel.json was written by this kit.</summary>
    public static bool IsOurs(string path)
    {
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(path))?["metadata"]?["owner"] == Owner;
        }
        catch (Exception failure) when (failure is JsonException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    // The relaxed encoder: "C#" and paths stay readable.
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

/// <summary>Writes the kernelspec below artifacts/, where `run`, `lab` and `test` point Jupyter.</summary>
internal sealed class KernelSpecStep : ISetupStep
{
    public string Name => "kernelspec";

    public string Why => "telling Jupyter where the kernel is, inside artifacts/ and not in your home";

    public IEnumerable<string> Inputs(SetupContext context) => [Text(context), PathOf(context)];

    public bool IsInPlace(SetupContext context) => File.Exists(PathOf(context));

    public Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        AtomicFile.WriteText(PathOf(context), Text(context), makesFolder: true);
        return Task.FromResult(context.Workspace.Relative(PathOf(context)));
    }

    private static string Text(SetupContext context) => KernelSpec.For(context).ToJson();

    private static string PathOf(SetupContext context) =>
        Path.Combine(context.Workspace.JupyterData, "kernels", context.Environment.Kernelspec.Name, KernelSpec.FileName);
}
