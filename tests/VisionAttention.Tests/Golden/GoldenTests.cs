using VisionAttention.Kit.Verify;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Golden;

/// <summary>Every golden file in tests/Golden, outputs and gradients, at the tolerance the file states.</summary>
public sealed class GoldenTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    private readonly string _scratch = Directory.CreateTempSubdirectory("golden-").FullName;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

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

    [Theory]
    [InlineData("planted", """, "planted": 1""", "unread: planted")]
    [InlineData("nested", """, "model": {"depth": 3, "mlp_ratio": 2}, "layers": [{"planted": 1}], "empty": {}""", "unread: model.depth, model.mlp_ratio, layers[0].planted, empty")]
    [InlineData("twice", """, "scale": 0.5""", "its metadata are not those of a golden case: ")]
    public void A_setting_that_nobody_reads_fails_its_case(string name, string planted, string reason)
    {
        var result = Changed(name, metadata => metadata["config"] = metadata["config"][..^1] + planted + "}");
        Assert.Equal(GoldenOutcome.Failed, result.Outcome);
        Assert.StartsWith(reason, result.Reason, StringComparison.Ordinal);
        Assert.True(name == "twice" || result.Reason == reason, result.Reason);
    }

    [Theory]
    [InlineData("input_mask", "input_mask was not computed; unread weights: planted")]
    [InlineData("target", "unread: target; unread weights: planted")]
    public void An_array_or_a_weight_that_nobody_reads_fails_its_case(string array, string reason)
    {
        var result = Changed(array, tensors: [new(array, ones(2)), new("weights.planted", ones(2))], from: "functional/softmax-extreme");
        Assert.Equal((GoldenOutcome.Failed, reason), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData("\"heads\": 1", "\"heads\": 1.5", "heads is 1.5, expected a whole number")]
    [InlineData("\"height\": 5", "\"height\": 6", "height is 6, the tensors have 5")]
    [InlineData("\"border\": \"zero-pad\", ", "", "border is \"\", expected masked, zero-pad")]
    [InlineData("\"kernel\": 3, ", "", "the setting kernel is missing")]
    public void A_setting_of_the_wrong_kind_or_value_fails_its_case(string old, string changed, string reason)
    {
        var result = Changed("kind", metadata => metadata["config"] = metadata["config"].Replace(old, changed, StringComparison.Ordinal));
        Assert.Equal((GoldenOutcome.Failed, reason), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData("""{"rtol": -1e-4, "default_atol": 1e-6, "atol": {}}""", "rtol -0.0001 is not from 0 to 0.01")]
    [InlineData("""{"rtol": 1e-4, "default_atol": -1, "atol": {}}""", "atol -1 of ")]
    [InlineData("""{"rtol": 1e-4, "default_atol": 1e-6, "atol": {"output": 1e999}}""", "atol ∞ of output is not from 0 to ")]
    [InlineData("""{"rtol": 1e-4}""", "its metadata are not those of a golden case: ")]
    public void A_tolerance_that_is_none_fails_its_case(string tolerance, string reason)
    {
        var result = Changed("tolerance", metadata => metadata["tolerance"] = tolerance);
        Assert.Equal(GoldenOutcome.Failed, result.Outcome);
        Assert.StartsWith(reason, result.Reason.Replace("Infinity", "∞", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Reason);
    }

    [Fact]
    public void A_case_that_cannot_be_opened_fails_and_the_others_run()
    {
        var result = GoldenSuite.Run(Path.Combine(Folder, "sasa", "nowhere.safetensors"));
        Assert.Equal((GoldenOutcome.Failed, "sasa/nowhere"), (result.Outcome, result.Name));
        Assert.DoesNotContain('\n', result.Reason);
    }

    [Fact]
    public void Numbers_that_are_none_agree_with_their_like_alone()
    {
        const float None = float.NaN, Much = float.PositiveInfinity;
        Assert.Empty(Difference([1, None, Much, -Much], [1, None, Much, -Much]));
        foreach (var wrong in new float[][] { [None, None, Much, -Much], [1, 1, Much, -Much], [1, None, 1, -Much], [1, None, -Much, -Much], [1, None, Much, None], [Much, None, Much, -Much] })
            Assert.StartsWith("output exceeds", Assert.Single(Difference(wrong, [1, None, Much, -Much])), StringComparison.Ordinal);

        IEnumerable<string> Difference(float[] actual, float[] expected)
        {
            var path = Write("nan", Path.Combine(Folder, "sasa", "sasa-zero-pad-none-k3-h1-5x7.safetensors"), _ => { }, [new("output", tensor(expected))]);
            using var golden = GoldenCase.Open(path);
            var comparison = new Comparison(golden, _ => true);
            comparison.Equal("output", tensor(actual));
            return comparison.Failures.Where(failure => failure.StartsWith("output", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("optimizer/adamw", "[0.9, 0.999]", "[0.5, 0.999]", "trace.w1")]
    [InlineData("optimizer/sgd-momentum", "\"momentum\": 0.9", "\"momentum\": 0.5", "trace.w1")]
    [InlineData("optimizer/sgd-nesterov", "\"nesterov\": true", "\"nesterov\": false", "trace.w1")]
    [InlineData("optimizer/adamw-warmup-cosine-clip-ema", "\"clip_norm\": 0.3", "\"clip_norm\": 30", "trace.w1")]
    [InlineData("optimizer/adamw-warmup-cosine-clip-ema", "\"ema_decay\": 0.9", "\"ema_decay\": 0.5", "ema.w1")]
    [InlineData("optimizer/adamw-warmup-cosine-clip-ema", "cosine over 7", "cosine over 9", "lr")]
    [InlineData("mixup-cutmix/mixup-batch", "\"lam\": 0.3", "\"lam\": 0.4", "output")]
    [InlineData("losses/cross-entropy-smoothing-0.1", "\"smoothing\": 0.1", "\"smoothing\": 0.2", "output")]
    [InlineData("resnet/resnet-bottleneck-eval", "\"bn_eps\": 1e-05", "\"bn_eps\": 0.1", "output")]
    [InlineData("vit/timm-avg-pool", "\"activation\": \"gelu-erf\"", "\"activation\": \"relu\"", "output")]
    public void A_setting_drives_the_numbers(string file, string old, string changed, string missed)
    {
        var result = Changed("drives", metadata => metadata["config"] = metadata["config"].Replace(old, changed, StringComparison.Ordinal), from: file);
        Assert.Equal(GoldenOutcome.Failed, result.Outcome);
        Assert.Contains($"{missed} exceeds the tolerance", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("optimizer/adamw", "\"steps\"", "\"momentum\": 0.9, \"steps\"", "unread: momentum")]
    [InlineData("optimizer/adam-l2", "\"steps\"", "\"nesterov\": true, \"dampening\": 0.1, \"steps\"", "unread: nesterov, dampening")]
    [InlineData("optimizer/sgd", "\"steps\"", "\"nesterov\": true, \"steps\"", "nesterov needs a momentum above 0, which is 0")]
    [InlineData("optimizer/sgd", "\"steps\": 10", "\"steps\": 0", "steps is 0, expected a whole number from 1")]
    [InlineData("attention/mha-causal", "\"causal\": true", "\"causal\": false", "causal is false, attn_mask is the causal one")]
    [InlineData("attention/mha-float-mask", "\"causal\": false", "\"causal\": true", "causal is true, attn_mask is not the causal one")]
    public void A_setting_without_effect_fails_its_case(string file, string old, string changed, string reason)
    {
        var result = Changed("idle", metadata => metadata["config"] = metadata["config"].Replace(old, changed, StringComparison.Ordinal), from: file);
        Assert.Equal((GoldenOutcome.Failed, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public void A_tensor_of_other_dimensions_or_type_fails_its_case_by_name()
    {
        Assert.Equal("input is [6], expected 2 dimensions", Changed("rank", tensors: [new("input", ones(6))], from: "losses/cross-entropy-smoothing-0.1").Reason);
        Assert.Equal("target has numbers of the type Float32, expected Int64", Changed("type", tensors: [new("target", ones(4))], from: "mixup-cutmix/mixup-batch").Reason);
        Assert.Equal("target has a 9, expected whole numbers from 0 to 5", Changed("label", tensors: [new("target", full(4, 9, dtype: ScalarType.Int64))], from: "mixup-cutmix/mixup-batch").Reason);
        Assert.Equal("the file has no tensor output, which its case needs", Changed("rename", metadata => metadata["family"] = "lr-schedule", [new("else", ones(2))], drops: "output", from: "lr-schedule/timm-cosine").Reason);
    }

    [Fact]
    public void A_name_with_control_characters_is_shown_on_one_line()
    {
        var result = Changed("escape", metadata => (metadata["family"], metadata["case"]) = ("a\e[31m", "b\nc"), [new("input\n", ones(2))]);
        Assert.Equal(("a?[31m/b?c", GoldenOutcome.Skipped), (result.Name, result.Outcome));
        Assert.DoesNotContain(result.Reason, char.IsControl);
        Assert.Contains("input? was not computed", Changed("array", tensors: [new("input\n", ones(2))]).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("losses/cross-entropy-smoothing-0.1", "\"mean\"", "\"sum\"", "reduction \"sum\": the library's losses are averages")]
    [InlineData("leaderj/conv-k3-g1", "\"stride\": 1", "\"stride\": 2", "stride 2: the library's layer has stride 1")]
    [InlineData("tables/sincos-2d-timm", "\"reverse_coord\": false", "\"reverse_coord\": true", "reverse_coord true: the library's table has the row first")]
    public void A_value_that_the_library_cannot_follow_skips_its_case_by_name(string file, string old, string changed, string reason)
    {
        var result = Changed("skips", metadata => metadata["config"] = metadata["config"].Replace(old, changed, StringComparison.Ordinal), from: file);
        Assert.Equal((GoldenOutcome.Skipped, reason), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData("""{"cases":[{"file":null}]}""", "case 0 is {\"file\":null}, expected an object whose \"file\" is a name")]
    [InlineData("""{"cases":[]}""", "its \"cases\" are empty")]
    [InlineData("[]", "it has no list \"cases\"")]
    [InlineData("no JSON", "is an invalid")]
    public void A_manifest_that_is_none_is_refused_by_name(string manifest, string reason)
    {
        File.WriteAllText(Path.Combine(_scratch, "manifest.json"), manifest);
        var message = Assert.Throws<InvalidDataException>(() => GoldenSuite.Files(_scratch)).Message;
        Assert.StartsWith(Path.Combine(_scratch, "manifest.json") + " is no list of golden cases: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(". Fix: ", message, StringComparison.Ordinal);
        Assert.Contains("/nowhere/manifest.json", Assert.Throws<InvalidDataException>(() => GoldenSuite.Files("/nowhere")).Message, StringComparison.Ordinal);
    }

    private GoldenResult Changed(
        string name, Action<Dictionary<string, string>>? change = null, KeyValuePair<string, Tensor>[]? tensors = null, string from = "sasa/sasa-zero-pad-none-k3-h1-5x7", string? drops = null)
    {
        var source = Path.Combine(Folder, from + ".safetensors");
        return GoldenSuite.Run(Write(name, source, change ?? (_ => { }), tensors ?? [], drops));
    }

    // A copy of a golden file with other metadata and other or more tensors.
    private string Write(string name, string source, Action<Dictionary<string, string>> change, KeyValuePair<string, Tensor>[] tensors, string? drops = null)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(source);
        var metadata = new Dictionary<string, string>(file.Metadata);
        change(metadata);
        var others = tensors.Select(entry => entry.Key).ToHashSet();
        var path = Path.Combine(_scratch, name + ".safetensors");
        SafetensorsFile.Write(path, [.. file.Names.Where(kept => !others.Contains(kept) && kept != drops).Select(kept => KeyValuePair.Create(kept, file.Read(kept))), .. tensors], metadata);
        return path;
    }
}
