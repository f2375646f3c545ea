namespace Bundled.Plotly.NET.Tests.Official;

/// <summary>One parameter as source text.</summary>
internal sealed record OfficialParameter(string Type, string Name, bool IsOptional);
