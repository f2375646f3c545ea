using VisionAttention.Data;
using VisionAttention.Kit.Training.Ablation;
using VisionAttention.Models;
using VisionAttention.Training;
using static TorchSharp.torch;

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
        var sweep = ShortSweeps.Find("few-sentences")!;
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
    public void A_sweep_with_several_numbers_has_a_column_an_interval_and_a_chart_for_each()
    {
        using var folder = new TemporaryFolder();
        var sweep = ShortSweeps.Find("clip")!;
        Directory.CreateDirectory(folder.At("clip"));
        string[] columns = ["text_to_picture_r1", "held_out_r5", "german_to_english_r1"];
        Assert.Equal(columns, sweep.Measures.Select(measure => measure.Column));
        string[] runs = [Csv.Line(["sweep", "setting", "seed", .. columns, "seconds"]), .. sweep.Settings.SelectMany((setting, place) => new[] { 1, 2 }.Select(seed => Csv.Line(sweep.Name, setting.Label, seed, 80 + place, 10 * seed, 60 + seed, 1.5)))];
        File.WriteAllLines(folder.At("clip/runs.csv"), runs);
        var settings = Assert.Single(Cli.Run($"ablate clip --seeds 2 --out {folder.At("clip")} --json").Done().Objects()).GetProperty("settings").EnumerateArray().ToList();
        Assert.Equal(columns.SelectMany(column => sweep.Settings.Select(setting => (column, setting.Label))), settings.Select(setting => (setting.GetProperty("measure").GetString()!, setting.GetProperty("setting").GetString()!)));
        Assert.Equal([80, 15, 61.5], settings.Where((_, place) => place % sweep.Settings.Count == 0).Select(setting => setting.GetProperty("mean").GetDouble()));
        Assert.Equal(new[] { "chart-german_to_english_r1.html", "chart-held_out_r5.html", "chart.html" }, Directory.GetFiles(folder.At("clip"), "*.html").Select(Path.GetFileName).Order());
        var summary = File.ReadAllLines(folder.At("clip/summary.csv"));
        Assert.Equal("sweep,setting,seeds,mean_text_to_picture_r1,low_95,high_95,mean_held_out_r5,low_95_held_out_r5,high_95_held_out_r5,mean_german_to_english_r1,low_95_german_to_english_r1,high_95_german_to_english_r1", summary[0]);
        Assert.StartsWith("clip,as in the lesson,2,80,80,80,15,", summary[1], StringComparison.Ordinal);

        File.AppendAllLines(folder.At("clip/runs.csv"), ["clip,batch 16,3,50,1"]);
        Assert.Contains("is not of the sweep clip", Cli.Run($"ablate clip --out {folder.At("clip")}").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_clip_repeats_to_the_bit_and_does_what_its_setting_says()
    {
        using var scope = NewDisposeScope();
        var pictures = rand(13, 3, 32, 32, device: CPU);
        Emoji[] emoji = [.. Enumerable.Range(0, 13).Select(place => new Emoji($"{place}", $"{place}", "", new Dictionary<string, EmojiName>
        {
            ["en"] = new($"thing {(char)('a' + place % 4)}", ["some", "thing", $"number{place}"]), ["de"] = new($"Ding {(char)('a' + place)}", place % 2 == 0 ? [] : ["Sache", $"Nummer{place}"]),
        }))];
        var plain = new ClipVariant { HeldOut = 4, Epochs = 2, BatchSize = 5 };
        ClipRun Run(ClipVariant variant, int seed = 1) => ClipSweep.Run(emoji, pictures, 1 - pictures, variant, seed);

        var (first, second) = (Run(plain), Run(plain));
        Assert.Equal(first.Losses, second.Losses);
        Assert.Equal(first.Numbers, second.Numbers);
        Assert.All(first.Model.parameters().Zip(second.Model.parameters()), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
        Assert.NotEqual(first.Losses, Run(plain, seed: 2).Losses);
        Assert.All(first.Numbers, number => Assert.InRange(number, 0, 100));
        Assert.Equal(3, first.Numbers.Count);
        Assert.NotEqual((float)Math.Log(1 / 0.07), first.Model.LogScale.item<float>());
        Assert.Equal((float)Math.Log(1 / 0.07), Run(plain with { IsScaleLearned = false }).Model.LogScale.item<float>());
        Assert.Equal(0, Run(plain with { Temperature = 1, IsScaleLearned = false }).Model.LogScale.item<float>());
        Assert.Equal(1, first.Model.EncodeImages(pictures).norm(1).mean().item<float>(), 1e-5f);
        Assert.NotEqual(1, Run(plain with { Normalise = false }).Model.EncodeImages(pictures).norm(1).mean().item<float>(), 1e-2f);

        // With a scale of 1 the first loss is near ln B, for B pairs.
        var one = plain with { Temperature = 1, Epochs = 1, BatchSize = 9 };
        Assert.Equal(Math.Log(9), Assert.Single(Run(one).Losses), 0.3);
        Assert.Equal(Math.Log(18), Assert.Single(Run(one with { Twice = true }).Losses), 0.3);
        // One caption for two pictures: each half of the loss is the same sum either way, so that the two targets teach the same.
        Assert.Equal(Run(one with { Twice = true }).Losses[0], Run(one with { Twice = true, SharesTargets = true }).Losses[0], 1e-5);
        var own = one with { Twice = true, OwnCaptions = true };
        Assert.NotEqual(Run(own).Losses[0], Run(own with { SharesTargets = true }).Losses[0], 1e-3);
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
