using System.Text.Json.Nodes;

namespace Kernel.Tests.Client;

/// <summary>A message from the kernel.</summary>
public sealed record Received(string Type, string ParentId, JsonObject Content);
