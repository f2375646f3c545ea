using System.Text.Json;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Training.Runs;

namespace Training.Tests;

/// <summary>People's own folders of images, and runs that cannot begin: what is said, and that nothing is left behind.</summary>
public sealed class FolderTrainingTests
{
    private const string Tiny = "--model vit --patch-size 8 --embed-dim 8 --depth 1 --heads 2 --image-size 16 --batch-size 4";

    [Fact]
    public void A_training_begins_with_what_is_held_out_and_what_is_passed_over()
    {
        using var folder = new TemporaryFolder();
        Images(folder, "set/Training/cat", 6);
        Images(folder, "set/Training/dog", 6);
        Images(folder, "set/Testing/dog", 2);
        File.WriteAllText(folder.At("set/Training/cat/notes.txt"), "");
        Directory.CreateDirectory(folder.At("set/Training/__MACOSX"));

        var said = Cli.Run($"train {Tiny} --data {folder.At("set")} --out {folder.At("a")}").Done().Out;

        Assert.Contains("training on Training, held out: Testing\npassed over: 1 file that is no image (1 .txt); folder __MACOSX\n", said, StringComparison.Ordinal);
        Assert.Contains("2 classes (cat, dog), begins in", said, StringComparison.Ordinal);
        Assert.Matches(@"held-out accuracy \d+\.00 % of 2 images, loss", said);
        Assert.Contains("on 2 images in", Cli.Run($"evaluate {folder.At("a")}").Done().Out, StringComparison.Ordinal);
        Assert.Contains("on 1 image in", Cli.Run($"evaluate {folder.At("a")} --test-limit 1").Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_single_class_of_a_model_is_judged_by_it()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "cat", "dog" })
        {
            Images(folder, $"set/train/{name}", 6);
            Images(folder, $"set/test/{name}", 3);
            Images(folder, $"only-{name}/{name}", 30);
        }
        Cli.Run($"train {Tiny} --data {folder.At("set")} --out {folder.At("a")}").Done();

        foreach (var (label, name) in new[] { "cat", "dog" }.Index())
        {
            var classes = Cli.Run($"evaluate {folder.At("a")} --data {folder.At($"only-{name}")} --json").Done().Objects()[0].GetProperty("classes");
            Assert.Equal(["cat", "dog"], classes.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()));
            Assert.Equal(0, classes[1 - label].GetProperty("images").GetInt64());
            Assert.InRange(classes[label].GetProperty("images").GetInt64(), 1, 10);
        }
    }

    [Fact]
    public void A_default_batch_is_never_larger_than_the_set()
    {
        using var folder = new TemporaryFolder();
        Images(folder, "set/cat", 8);
        Images(folder, "set/dog", 8);
        Cli.Run($"train {Tiny.Replace("--batch-size 4", "", StringComparison.Ordinal)} --data {folder.At("set")} --out {folder.At("a")}").Done();
        Assert.Equal(14, RunRecord.Read(folder.At("a")).Options.BatchSize);
    }

    [Fact]
    public void A_folder_is_read_as_the_images_of_the_run_whose_weights_are_taken()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "cat", "dog", "fox" })
            Images(folder, $"set/{name}", 6);
        Images(folder, "two/cat", 6);
        Images(folder, "two/owl", 6);
        Cli.Run($"train --model resnet18 --width 0.0625 --data shapes --limit 64 --test-limit 8 --out {folder.At("a")}").Done();

        var said = Cli.Run($"finetune --from {folder.At("a")} --data {folder.At("set")} --out {folder.At("b")}").Done().Out;
        Assert.Contains("images of 1×28×28, 3 classes (cat, dog, fox)", said, StringComparison.Ordinal);
        Assert.Contains("on 3 images in", Cli.Run($"evaluate {folder.At("b")}").Done().Out, StringComparison.Ordinal);
        Assert.Contains("images of 1×32×32", Cli.Run($"finetune --from {folder.At("a")} --data {folder.At("set")} --image-size 32 --out {folder.At("c")}").Done().Out, StringComparison.Ordinal);

        Assert.Contains("on 2 images in", Cli.Run($"evaluate {folder.At("a")} --data {folder.At("two")}").Done().Out, StringComparison.Ordinal);
        Assert.Contains($"the model is for 2 classes, {folder.At("set")} has 3. Fix: ./kit finetune can teach it", Cli.Run($"evaluate {folder.At("a")} --data {folder.At("set")}").Error, StringComparison.Ordinal);

        // Somebody else's file is of no run.
        File.Copy(folder.At("a/weights.safetensors"), folder.At("file.safetensors"));
        var other = Cli.Run($"finetune --from {folder.At("file.safetensors")} --model resnet18 --width 0.0625 --image-size 28 --data {folder.At("set")} --out {folder.At("d")}").Error;
        Assert.Contains("the file's network is for images of 1 channel, the model for 3", other, StringComparison.Ordinal);
        File.Copy(folder.At("b/weights.safetensors"), folder.At("three.safetensors"));
        var judged = Cli.Run($"evaluate {folder.At("three.safetensors")} --model resnet18 --width 0.0625 --data shapes --test-limit 8").Error;
        Assert.Contains("three.safetensors has no classifier for the 2 classes of shapes (it has one for 3). Fix: ./kit finetune --from ", judged, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_classes_the_first_are_named()
    {
        using var folder = new TemporaryFolder();
        for (var at = 10; at < 22; at++)
            Images(folder, $"set/c{at}", 2);
        var said = Cli.Run($"train {Tiny} --data {folder.At("set")} --out {folder.At("a")}").Done().Out;
        Assert.Contains("12 classes (c10, c11, c12, c13, c14, c15, c16, c17, c18, c19 and 2 more), begins in", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--batch-size 200", "batchSize 200 is above 12, the number of training images. Fix: take batches of 12 images at most (option --batch-size)")]
    [InlineData("--accumulate 9", "accumulationSteps 9 is above 3, the number of batches in an epoch (option --accumulate)")]
    [InlineData("--model resnet18 --width 0.0625 --batch-size 1", "batch norm cannot be trained with batchSize 1 where the map has shrunk to 1×1, since a channel has a single value there. Fix: take batches of 2 images or more, or larger images (option --batch-size)")]
    [InlineData("--data BROKEN", "no complete JPEG")]
    [InlineData("--data ONE", "has a single class, cat: there is nothing to tell apart")]
    public void A_run_that_cannot_begin_leaves_no_folder(string words, string expected)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "cat", "dog" })
        {
            Images(folder, $"set/train/{name}", 6);
            Images(folder, $"set/test/{name}", 1);
        }
        Images(folder, "one/cat", 30);
        foreach (var place in new[] { "broken/train/cat", "broken/train/dog", "broken/test/cat" })
        {
            Directory.CreateDirectory(folder.At(place));
            for (var image = 0; image < 4; image++)
                File.WriteAllBytes(folder.At($"{place}/{image}.jpg"), [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]);
        }
        Directory.CreateDirectory(folder.At("mine"));
        File.WriteAllText(folder.At("mine/notes.txt"), "mine");
        words = words.Replace("BROKEN", folder.At("broken"), StringComparison.Ordinal).Replace("ONE", folder.At("one"), StringComparison.Ordinal);
        string[] settings = [.. Tiny.Split(' ').Chunk(2).Concat([["--data", folder.At("set")]]).Where(pair => !words.Contains(pair[0] + " ", StringComparison.Ordinal)).SelectMany(pair => pair)];
        if (words.Contains("resnet", StringComparison.Ordinal))
            settings = ["--image-size", "16", "--data", folder.At("set")];

        foreach (var place in new[] { "new", "mine" })
        {
            var result = Cli.Run([.. "train".Split(' '), .. settings, .. words.Split(' '), "--out", folder.At(place)]);
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Failed, result.Code);
        }

        Assert.False(Directory.Exists(folder.At("new")));
        Assert.Equal([folder.At("mine/notes.txt")], Directory.GetFileSystemEntries(folder.At("mine")));
    }

    [Theory]
    [InlineData("model.json", "{ \"name\": 3 }", "name is of another kind than expected")]
    [InlineData("model.json", "{ \"nome\": \"vit\" }", "nome is not known")]
    [InlineData("model.json", "{ \"name\": \"vit\" }", "it lacks 'image'")]
    [InlineData("model.json", "vit", "'v' is an invalid start of a value (line 1, byte 1)")]
    [InlineData("data.json", "{\n\"request\":", "(line 2, byte 11)")]
    [InlineData("options.json", "{]", "(line 1, byte 2)")]
    public void A_broken_file_of_a_run_is_named_without_the_words_of_a_parser(string file, string text, string expected)
    {
        using var folder = new TemporaryFolder();
        Images(folder, "set/train/cat", 4);
        Images(folder, "set/train/dog", 4);
        Images(folder, "set/test/cat", 1);
        Cli.Run($"train {Tiny} --data {folder.At("set")} --out {folder.At("a")}").Done();
        File.WriteAllText(folder.At($"a/{file}"), text);

        var error = file == "options.json" ? Cli.Run($"train --resume --out {folder.At("a")} --epochs 2").Error + Cli.Run($"runs plot {folder.At("a")}").Error : Cli.Run($"evaluate {folder.At("a")}").Error;

        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("..", error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error, StringComparison.Ordinal);
        Assert.DoesNotContain("VisionAttention.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_called_running_while_it_runs()
    {
        using var folder = new TemporaryFolder();
        var states = new List<string?>();
        using var output = new WatchingWriter(() => states.Add(Cli.Run($"runs --in {folder.Root} --json").Done().Objects()[0].GetProperty("state").GetString()));
        Cli.Run($"train --model vit --patch-size 14 --embed-dim 8 --depth 1 --heads 2 --data shapes --limit 64 --test-limit 8 --json --out {folder.At("a")}".Split(' '), new Terminal(output, TextWriter.Null, IsTerminal: false, CancellationToken.None));

        Assert.Equal("running", states[0]);
        Assert.Equal("finished", Cli.Run($"runs --in {folder.Root} --json").Done().Objects()[0].GetProperty("state").GetString());
    }

    [Fact]
    public void A_map_that_is_called_a_jpeg_is_refused_before_it_is_computed()
    {
        using var folder = new TemporaryFolder();
        Cli.Run($"train --model vit --patch-size 14 --embed-dim 8 --depth 1 --heads 2 --data shapes --limit 64 --test-limit 8 --out {folder.At("a")}").Done();
        var result = Cli.Run($"predict {folder.At("x.png")} --run {folder.At("a")} --map {folder.At("m.jpg")}");
        Assert.Contains("the picture is a PNG, so its name must end with .png", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.UsageError, result.Code);
    }

    private static void Images(TemporaryFolder folder, string place, int count)
    {
        Directory.CreateDirectory(folder.At(place));
        for (var image = 0; image < count; image++)
            File.WriteAllBytes(folder.At($"{place}/{image}.png"), PictureEncoder.Png([.. Enumerable.Range(0, 256).Select(at => (byte)(at * (image + 3)))], 16, 16, channels: 1));
    }

    private sealed class WatchingWriter(Action onBegin) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value is not null && JsonDocument.Parse(value).RootElement.GetProperty("kind").GetString() == "begin")
                onBegin();
        }
    }
}
