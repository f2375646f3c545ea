using VisionAttention.Kit;

namespace Kit.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Workspace.Find(AppContext.BaseDirectory).Root;
}
