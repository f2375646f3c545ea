using System.Text.Json;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Training;
using VisionAttention.Training.Runs;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace Training.Tests;

/// <summary>From the first step to a picture, with networks of a few hundred weights.</summary>
public sealed class CommandTests
{
    private const string Data = "--data shapes --limit 96 --test-limit 40";
    private const string Tiny = "--model vit --patch-size 14 --embed-dim 8 --depth 1 --heads 2";
    private const string TinyNetwork = "--model resnet18 --attention full --width 0.0625 --heads 2";

    [Fact]
    public void This_libtorch_computes_what_arithmetic_says() => Assert.StartsWith("CPU", Cli.Run("setup").Done().Out, StringComparison.Ordinal);

    [Theory]
    [InlineData(Tiny)]
    [InlineData(TinyNetwork)]
    public void A_model_is_trained_judged_asked_and_taught_on(string model)
    {
        using var folder = new TemporaryFolder();
        var lines = Cli.Run($"train {model} {Data} --epochs 2 --seed 3 --out {folder.At("a")} --json").Done().Objects();
        Assert.Equal("begin", Kind(lines[0]));
        Assert.Equal("result", Kind(lines[^1]));
        Assert.All(lines.Skip(1).SkipLast(1), line => Assert.Equal("report", Kind(line)));
        Assert.True(File.Exists(folder.At("a/weights.safetensors")));
        Assert.DoesNotMatch("<(script|link|img)[^>]* (src|href)=.https?:", File.ReadAllText(folder.At("a/curves.html")));
        Assert.Equal(2, ModelRecipe.Read(folder.At("a")).Classes);

        var evaluation = Assert.Single(Cli.Run($"evaluate {folder.At("a")} --json --confusion {folder.At("confusion.csv")}").Done().Objects());
        Assert.Equal(lines[^1].GetProperty("top1").GetDouble(), evaluation.GetProperty("top1").GetDouble(), 1e-9);
        Assert.Equal(40, evaluation.GetProperty("images").GetInt64());
        Assert.StartsWith("true class", File.ReadAllText(folder.At("confusion.csv")), StringComparison.Ordinal);

        var picture = Picture(folder.At("picture.png"), 40, 30);
        var prediction = Assert.Single(Cli.Run($"predict {picture} --run {folder.At("a")} --map {folder.At("map.png")} --json").Done().Objects());
        Assert.Equal(1, prediction.GetProperty("classes").EnumerateArray().Sum(entry => entry.GetProperty("probability").GetDouble()), 1e-5);
        var map = File.ReadAllBytes(folder.At("map.png"));
        Assert.Equal([0x89, 0x50, 0x4e, 0x47], map[..4]);
        Assert.InRange(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(map.AsSpan(16)), 280, 400);

        var taught = Cli.Run($"finetune --from {folder.At("a")} --freeze backbone {Data} --epochs 1 --learning-rate 0.1 --out {folder.At("b")} --json").Done();
        Assert.Equal("result", Kind(taught.Objects()[^1]));
        OnlyTheHeadMoved(folder.At("a/weights.safetensors"), folder.At("b/weights.safetensors"), ModelRecipe.Read(folder.At("b")).Head);

        var runs = Cli.Run($"runs --in {folder.Root} --json").Done().Objects();
        Assert.Equal(["a", "b"], runs.Select(run => run.GetProperty("name").GetString()));
        Assert.All(runs, run => Assert.Equal("finished", run.GetProperty("state").GetString()));
        Assert.Contains("learningRate", Cli.Run($"runs compare a b --in {folder.Root}").Done().Out, StringComparison.Ordinal);
        Cli.Run($"runs plot a b --in {folder.Root} --out {folder.At("curves.html")}").Done();
        Assert.Contains("plotly", File.ReadAllText(folder.At("curves.html")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_weights_of_an_unbroken_one()
    {
        using var folder = new TemporaryFolder();
        var words = $"train {Tiny} {Data} --epochs 8 --evaluations 3 --threads 1 --json";
        Cli.Run($"{words} --out {folder.At("whole")}").Done();

        using var stop = new CancellationTokenSource();
        using var output = new StoppingWriter(stop, afterReports: 4);
        using var error = new StringWriter();
        var code = Cli.Run($"{words} --out {folder.At("broken")}".Split(' '), new Terminal(output, error, IsTerminal: false, stop.Token));
        Assert.Equal(ExitCode.Stopped, code);
        Assert.Contains($"./kit train --resume --out {folder.At("broken")}", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.At("broken/weights.safetensors")));
        Assert.Equal("unfinished", Cli.Run($"runs --in {folder.Root} --json").Done().Objects()[0].GetProperty("state").GetString());

        Cli.Run($"train --resume --out {folder.At("broken")} --depth 1 --epochs 8").Done();
        Assert.Equal(Numbers(folder.At("whole/weights.safetensors")), Numbers(folder.At("broken/weights.safetensors")));
        Assert.Contains("finished already", Cli.Run($"train --resume --out {folder.At("broken")}").Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_run_is_not_overwritten_and_not_contradicted()
    {
        using var folder = new TemporaryFolder();
        var words = $"train {Tiny} {Data} --resume --out {folder.At("a")}";
        Cli.Run(words).Done();
        Refused($"train {Tiny} {Data} --out {folder.At("a")}", "holds a run already: add --resume");
        Refused($"{words} --epochs 3", "--epochs 3 contradicts the run in");
        Refused($"{words} --position none", "--position none contradicts the run in");
        Refused($"{words} --augment standard --mix-up 0.2", "contradicts the run in");
        Refused($"train --resume --out {folder.At("a")} --limit 95", "--limit 95 contradicts the run in");
        Refused($"evaluate {folder.At("a")} --model vit", "--model is settled by model.json");

        static void Refused(string line, string expected)
        {
            var result = Cli.Run(line);
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
            Assert.Equal(ExitCode.UsageError, result.Code);
        }
    }

    [Fact]
    public void One_network_of_a_file_is_chosen_by_its_key_and_the_run_keeps_the_choice()
    {
        using var folder = new TemporaryFolder();
        Cli.Run($"train {Tiny} {Data} --out {folder.At("a")}").Done();
        Twice(folder.At("a/weights.safetensors"), folder.At("both.safetensors"));
        var words = $"finetune --from {folder.At("both.safetensors")} {Tiny} {Data} --out {folder.At("b")}";

        var several = Cli.Run(words);
        Assert.Equal(ExitCode.Failed, several.Code);
        Assert.Matches(@"student \(\d+ tensors\), teacher \(\d+ tensors\)\. Fix: .*--key", several.Error);
        Assert.False(Directory.Exists(folder.At("b")));

        Assert.Contains("has no tensor whose name begins with nobody and a dot; they begin with student, teacher", Cli.Run($"{words} --key nobody").Error, StringComparison.Ordinal);
        Cli.Run($"{words} --key teacher").Done();
        Assert.Equal("teacher", RunRecord.Read(folder.At("b")).About["key"]);
        Assert.Contains("--key student contradicts the run in", Cli.Run($"{words} --resume --key student").Error, StringComparison.Ordinal);
        Cli.Run($"{words} --resume --key teacher").Done();
        Assert.Contains("--key", Cli.Run($"evaluate {folder.At("both.safetensors")} {Tiny} {Data}").Error, StringComparison.Ordinal);
        Cli.Run($"evaluate {folder.At("both.safetensors")} --key student {Tiny} {Data}").Done();
    }

    [Fact]
    public void A_run_that_begins_with_anothers_weights_says_where_its_model_attends()
    {
        using var folder = new TemporaryFolder();
        Cli.Run($"train {TinyNetwork} {Data} --out {folder.At("a")}").Done();
        Cli.Run($"finetune --from {folder.At("a")} {Data} --out {folder.At("b")}").Done();
        Assert.Equal(["resnet18 full", "resnet18 full"], Cli.Run($"runs --in {folder.Root} --json").Done().Objects().Select(run => run.GetProperty("model").GetString()));
    }

    [Fact]
    public void A_convolutional_network_has_no_map()
    {
        using var folder = new TemporaryFolder();
        Cli.Run($"train --model resnet18 --width 0.0625 {Data} --out {folder.At("a")}").Done();
        var result = Cli.Run($"predict {Picture(folder.At("picture.png"), 28, 28)} --run {folder.At("a")} --map {folder.At("map.png")}");
        Assert.Contains("--map needs attention, and resnet18", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.At("map.png")));
    }

    [Fact]
    public void A_damaged_run_is_listed_as_such()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("a"));
        File.WriteAllText(folder.At("a/options.json"), "{");
        var result = Cli.Run($"runs --in {folder.Root}").Done();
        Assert.Contains("damaged", result.Out, StringComparison.Ordinal);
        Assert.Contains("options.json", result.Error, StringComparison.Ordinal);
    }

    private static string Kind(JsonElement line) => line.GetProperty("kind").GetString()!;

    private static string Picture(string path, int height, int width)
    {
        var pixels = new byte[height * width * 3];
        for (var at = 0; at < pixels.Length; at++)
            pixels[at] = (byte)(at * 7 % 251);
        File.WriteAllBytes(path, PictureEncoder.Png(pixels, height, width, channels: 3));
        return path;
    }

    private static void OnlyTheHeadMoved(string before, string after, IReadOnlyList<string> head)
    {
        var (first, second) = (Numbers(before), Numbers(after));
        Assert.Equal(first.Keys.Order(), second.Keys.Order());
        foreach (var (name, numbers) in first)
        {
            if (head.Any(part => name.StartsWith(part + ".", StringComparison.Ordinal)))
                Assert.NotEqual(numbers, second[name]);
            else
                Assert.Equal(numbers, second[name]);
        }
    }

    // A file of two networks, as a student and its teacher are kept.
    private static void Twice(string weights, string path)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(weights);
        string[] roots = ["student", "teacher"];
        SafetensorsFile.Write(path, roots.SelectMany(root => file.Names.Select(name => KeyValuePair.Create($"{root}.{name}", file.Read(name)))));
    }

    private static Dictionary<string, byte[]> Numbers(string path)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        return file.Names.ToDictionary(name => name, name => file.Read(name).bytes.ToArray());
    }

    private sealed class StoppingWriter(CancellationTokenSource stop, int afterReports) : StringWriter
    {
        private int _reports;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.Contains("\"report\"", StringComparison.Ordinal) && ++_reports == afterReports)
                stop.Cancel();
        }
    }
}
