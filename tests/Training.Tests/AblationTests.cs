using VisionAttention.Kit.Training.Ablation;
using VisionAttention.Models;
using VisionAttention.Training;

namespace Training.Tests;

/// <summary>Sweeps, their statistics, and a small ablation in processes of its own.</summary>
public sealed class AblationTests
{
    [Fact]
    public void An_ablation_is_made_once_and_says_what_it_found()
    {
        using var folder = new TemporaryFolder();
        var line = $"ablate content --seeds 2 --limit 32 --test-limit 20 --epochs 1 --width 0.125 --parallel 2 --data shapes --device cpu --out {folder.At("content")} --json";
        var result = Assert.Single(Cli.Run(line).Done().Objects());
        Assert.Equal(2, result.GetProperty("settings").GetArrayLength());
        Assert.All(result.GetProperty("settings").EnumerateArray(), setting => Assert.Equal(2, setting.GetProperty("top1").GetArrayLength()));
        Assert.Equal(77.4, result.GetProperty("settings")[1].GetProperty("paper").GetDouble());
        Assert.Single(result.GetProperty("orderings").EnumerateArray());
        Assert.Equal(5, File.ReadAllLines(folder.At("content/runs.csv")).Length);
        Assert.Equal(3, File.ReadAllLines(folder.At("content/summary.csv")).Length);
        Assert.True(File.Exists(folder.At("content/chart.html")));

        var weights = Directory.GetFiles(folder.At("content"), "weights.safetensors", SearchOption.AllDirectories);
        Assert.Equal(4, weights.Length);
        var times = weights.Select(File.GetLastWriteTimeUtc).ToArray();
        var again = Cli.Run($"ablate content --data shapes --out {folder.At("content")}").Done();
        Assert.Equal(times, weights.Select(File.GetLastWriteTimeUtc));
        Assert.Contains("q·k + q·r over q·r: paper +0.5, here", again.Out, StringComparison.Ordinal);
        Assert.Contains("--seeds contradicts", Cli.Run($"ablate content --data shapes --seeds 3 --out {folder.At("content")}").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_over_sentences_is_shown_from_its_runs_and_refuses_what_is_for_pictures()
    {
        using var folder = new TemporaryFolder();
        var sweep = SentenceSweeps.Find("few-sentences")!;
        Directory.CreateDirectory(folder.At("few"));
        string[] runs = [Csv.Line("sweep", "setting", "seed", "top1", "seconds"), .. sweep.Settings.SelectMany((setting, place) => new[] { 1, 2 }.Select(seed => Csv.Line(sweep.Name, setting.Label, seed, 50 + place + seed, 0.5)))];
        File.WriteAllLines(folder.At("few/runs.csv"), runs);
        var result = Assert.Single(Cli.Run($"ablate few-sentences --seeds 2 --out {folder.At("few")} --json").Done().Objects());
        Assert.Equal(sweep.Settings.Count, result.GetProperty("settings").GetArrayLength());
        Assert.Equal(51.5, result.GetProperty("settings")[0].GetProperty("mean").GetDouble());
        Assert.True(File.Exists(folder.At("few/chart.html")));
        Assert.Contains("MiniLM, frozen, 500", Cli.Run($"ablate few-sentences --seeds 2 --out {folder.At("few")}").Done().Out, StringComparison.Ordinal);

        Assert.Contains("is not of the sweep sentiment", Cli.Run($"ablate sentiment --out {folder.At("few")}").Error, StringComparison.Ordinal);
        Assert.Contains("--width is for sweeps over pictures: sentiment takes --seeds, --out, --root, --json", Cli.Run("ablate sentiment --width 0.5").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_with_a_number_in_the_paper_is_in_its_sweep()
    {
        (string Sweep, int Printed)[] expected = [("groups", 8), ("window", 5), ("position", 3), ("content", 2), ("stem", 3), ("vit-position", 2), ("heads", 0), ("depth", 0), ("patch-size", 0)];
        Assert.Equal(expected.Select(entry => entry.Sweep).Order(), Sweeps.All.Select(sweep => sweep.Name).Order());
        foreach (var (name, printed) in expected)
        {
            var sweep = Sweeps.Find(name);
            var settings = sweep.Settings(28);
            Assert.Equal(printed, settings.Count(setting => PaperValues.Of(sweep, setting.Label) is not null));
            Assert.Equal(settings.Count, settings.Select(setting => setting.Slug).Distinct().Count());
        }
        Assert.Equal("window", Sweeps.Find("table4").Name);
        Assert.Equal(["P = 2", "P = 4", "P = 7", "P = 14"], Sweeps.Find("patch-size").Settings(28).Select(setting => setting.Label));
    }

    [Theory]
    [InlineData(new[] { 80.0, 81, 82 }, new[] { 78.0, 79.1, 79.9 }, "reproduced")]
    [InlineData(new[] { 80.0, 81, 82 }, new[] { 79.0, 82, 80.9 }, "same direction, but the interval holds 0")]
    [InlineData(new[] { 78.0, 79.1, 79.9 }, new[] { 80.0, 81, 82 }, "not reproduced: the other way round")]
    [InlineData(new[] { 79.0, 82, 80.9 }, new[] { 80.0, 81, 82 }, "not reproduced: no such direction")]
    [InlineData(new[] { 80.0 }, new[] { 79.0 }, "same direction, one seed")]
    public void An_ordering_says_what_was_found(double[] better, double[] worse, string verdict)
    {
        var ordering = Assert.Single(Ordering.Of([new SettingResult("b", worse, 70), new SettingResult("a", better, 71), new SettingResult("c", worse, Paper: null)]));
        Assert.Equal(("a", "b", 1.0), (ordering.Better, ordering.Worse, ordering.Paper));
        Assert.StartsWith(verdict, ordering.Verdict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000, 5, 20_000L)]
    [InlineData(2_000, 3, 20_000L)]
    [InlineData(300, 1, 10_600L)]
    [InlineData(25, null, null)]
    public void A_budget_cuts_epochs_first_and_then_images(double seconds, int? epochs, long? images)
    {
        var plan = new AblationPlan { Sweep = "window", Data = "shapes", Images = 20_000, TestImages = 0, Epochs = 5, Seeds = 2, Parallel = 2, Threads = 1 };
        IReadOnlyList<SettingCost> costs = [new(Start: 10, SecondsPerImage: 0.01), new(Start: 10, SecondsPerImage: 0.0127)];
        var cut = Budget.Cut(plan, seconds, costs);
        Assert.Equal((epochs, images), (cut?.Epochs, cut?.Images));
        if (cut is not null)
            Assert.True(Budget.Seconds(cut, costs) <= seconds);
    }

    [Fact]
    public void A_line_of_csv_comes_back()
    {
        string[] cells = ["attention in 1, 2", "say \"k\"", "", "3.5"];
        Assert.Equal(cells, Csv.Cells(Csv.Line([.. cells])));
    }

    [Theory]
    [InlineData("resnet50")]
    [InlineData("hybrid-b16")]
    [InlineData("deit-ti16-distilled")]
    public void A_recipe_comes_back_from_its_text(string name)
    {
        var recipe = new ModelRecipe { Name = name, Image = ImageSize.Square(224), Network = ModelNames.Network(name), Transformer = ModelNames.Transformer(name) };
        Assert.Equal(recipe.ToJson(), ModelRecipe.FromJson(recipe.ToJson()).ToJson());
        var misspelt = recipe.ToJson().Replace("\"depth\"", "\"deepness\"", StringComparison.Ordinal);
        Assert.Contains("deepness", Assert.Throws<InvalidDataException>(() => ModelRecipe.FromJson(misspelt)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => ModelRecipe.FromJson("{}"));
    }
}
