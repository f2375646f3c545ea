using VisionAttention.Kit.Verify;

namespace VisionAttention.Tests.Golden;

/// <summary>Every golden file in tests/Golden, outputs and gradients, at the tolerance the file states.</summary>
public class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        foreach (var file in GoldenSuite.Files(Folder))
            cases.Add(Path.GetRelativePath(Folder, file));
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_golden_case_is_met(string file)
    {
        var result = GoldenSuite.Run(Path.Combine(Folder, file));
        Assert.True(result.Outcome == GoldenOutcome.Passed, $"{result.Name}: {result.Outcome}, {result.Reason}");
    }

    [Fact]
    public void A_wrong_result_is_noticed()
    {
        using var golden = GoldenCase.Open(Path.Combine(Folder, "sasa", "sasa-zero-pad-none-k3-h1-5x7.safetensors"));
        var comparison = new Comparison(golden, name => name == "input");
        comparison.Equal("output", golden.Read("output") + 0.01);
        Assert.Contains(comparison.Failures, failure => failure.StartsWith("output exceeds", StringComparison.Ordinal));
        Assert.Contains(comparison.Failures, failure => failure == "grad.query was not computed");
    }

    [Fact]
    public void A_folder_without_manifest_is_refused_by_name()
    {
        var error = Assert.Throws<InvalidDataException>(() => GoldenSuite.Files("/nowhere"));
        Assert.Contains("/nowhere/manifest.json", error.Message, StringComparison.Ordinal);
    }
}
