using System.Text.Json.Nodes;
using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed class KernelSpecRegistryTests : IDisposable
{
    private const string Foreign = """{ "argv": ["dotnet-interactive"], "display_name": ".NET (C#)", "language": "C#" }""";
    private readonly Checkout _checkout = new();

    private KernelSpecRegistry Registry => new(".net-csharp", _checkout.Machine);

    private string ForeignPath => Path.Combine(Registry.UserFolder, ".net-csharp", "kernel.json");

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void Ours_can_be_installed_renewed_and_removed()
    {
        var path = Registry.Install(Registry.UserFolder, Json("/first/dotnet"), force: false);
        Registry.Install(Registry.UserFolder, Json("/second/dotnet"), force: false);

        Assert.Equal("/second/dotnet", (string?)JsonNode.Parse(File.ReadAllText(path))!["argv"]![0]);
        Assert.Equal((path, true), Assert.Single(Registry.Registered()));
        Assert.Equal(path, Registry.Uninstall(Registry.UserFolder));
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Theory]
    [InlineData(Foreign)]
    [InlineData("[]")]
    public void Another_kernel_of_the_name_is_replaced_by_force_alone(string foreign)
    {
        PutForeign(foreign);

        var refused = Assert.Throws<KitException>(() => Registry.Install(Registry.UserFolder, Json("/x/dotnet"), force: false));
        Assert.Contains(ForeignPath, refused.Problem, StringComparison.Ordinal);
        Assert.Contains("--force", refused.Fix, StringComparison.Ordinal);
        Assert.Throws<KitException>(() => Registry.Uninstall(Registry.UserFolder));
        Assert.Equal(foreign, File.ReadAllText(ForeignPath));
        Assert.False(Assert.Single(Registry.Registered()).IsOurs);
        Registry.Install(Registry.UserFolder, Json("/x/dotnet"), force: true);
        Assert.True(KernelSpec.IsOurs(ForeignPath));
    }

    [Fact]
    public void The_programs_are_named_by_absolute_paths_and_interrupts_come_as_messages()
    {
        var json = JsonNode.Parse(KernelSpec.For(_checkout.Context()).ToJson())!;

        Assert.True(Path.IsPathRooted((string)json["argv"]![0]!));
        Assert.Equal(_checkout.Workspace.KernelProgram, (string?)json["argv"]![1]);
        Assert.Equal("{connection_file}", (string?)json["argv"]![2]);
        Assert.Equal("message", (string?)json["interrupt_mode"]);
        Assert.Equal("C#", (string?)json["language"]);
    }

    private static string Json(string dotnet) => new KernelSpec(dotnet, "/kernel.dll", "C#", "C#").ToJson();

    private void PutForeign(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ForeignPath)!);
        File.WriteAllText(ForeignPath, text);
    }
}
