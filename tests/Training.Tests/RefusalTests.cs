using VisionAttention.Kit.Platform;

namespace Training.Tests;

/// <summary>What is asked wrongly ends with 2 and one line that says what to do, before anything is loaded.</summary>
public sealed class RefusalTests
{
    // Tiny, so that a test that is not refused as it should be ends soon.
    private const string Some = "train --data shapes --limit 32 --test-limit 32 --out /tmp/never-made";

    [Theory]
    [InlineData(Some, "--model is missing")]
    [InlineData("train --model vit", "--data is missing")]
    [InlineData("train --model resnet27 --data shapes", "no model is called resnet27: choose from resnet18")]
    [InlineData("train --model clip-vit-b32 --data shapes", "clip-vit-b32 compares images with texts and has no classes to train, which this command needs: choose from resnet18")]
    [InlineData("train --model vit --data nowhere", "--data nowhere is neither a folder nor one of")]
    [InlineData("train --model vit --data mnist --image-size 64", "--image-size 64 cannot be asked of mnist")]
    [InlineData(Some + " --model vit --width 0.5", "--width is for the resnets: vit is a Vision Transformer")]
    [InlineData(Some + " --model resnet26 --patch-size 4", "--patch-size is for Vision Transformers: resnet26 is a residual network")]
    [InlineData(Some + " --model resnet26 --attention some", "--attention some is not full, conv-stem, none, or some of the groups")]
    [InlineData(Some + " --model resnet26 --kernel-size 5", "--kernel-size is for attention, and resnet26 has none: add --attention full")]
    [InlineData(Some + " --model resnet26 --position learned", "--position learned is for Vision Transformers")]
    [InlineData(Some + " --model vit --position relative", "--position relative is for the resnets")]
    [InlineData(Some + " --model vit --embed-dim 30 --heads 4", "embedDim 30 is not a multiple of heads 4 (options --heads, --embed-dim)")]
    [InlineData(Some + " --model vit --patch-size 5", "which patches of patchSize 5 do not fill (options --patch-size, --image-size)")]
    [InlineData(Some + " --model resnet26 --attention full --stem-block 3", "blocks of 3 (options --stem-block, --image-size)")]
    [InlineData(Some + " --model resnet26 --attention full --kernel-size 4", "kernelSize 4 is not an odd number above 0: a window needs a middle (option --kernel-size)")]
    [InlineData(Some + " --model resnet26 --attention full --heads 3", "is not a multiple of heads 3 (options --width, --heads)")]
    [InlineData(Some + " --model resnet26 --attention full --heads 16 --width 0.25", "headDim 1 (outChannels 16 / heads 16) is odd: row and column embedding take half a head each (options --width, --heads)")]
    [InlineData(Some + " --model vit --epochs 0", "--epochs 0 is not a whole number from 1")]
    [InlineData(Some + " --model vit --epochs ten", "--epochs ten is not a whole number from 1")]
    [InlineData(Some + " --model vit --learning-rate -1", "--learning-rate -1 is not a number above 0")]
    [InlineData(Some + " --model vit --learning-rate NaN", "--learning-rate NaN is not a number above 0")]
    [InlineData(Some + " --model vit --minimum-learning-rate 1", "minimumLearningRate 1 is not from 0 to learningRate 0.001 (options --learning-rate")]
    [InlineData(Some + " --model vit --optimizer adam", "--optimizer adam is not one of adamw, sgd")]
    [InlineData(Some + " --model vit --device tpu", "--device tpu is neither cpu nor cuda:0")]
    [InlineData(Some + " --model vit --device cuda:99", "--device cuda:99 is not there")]
    [InlineData(Some + " --model vit --resume sometimes", "--resume sometimes is neither latest nor previous")]
    [InlineData(Some + " --model vit --speed 3", "--speed")]
    [InlineData("train --resume", "--resume does not tell which run")]
    [InlineData("train --resume --out /tmp/never-made", "--out /tmp/never-made holds no run to go on with: name a run's folder")]
    [InlineData("train --model vit --data shapes --out=", "--out has an empty value: give one, or leave the option out")]
    [InlineData("finetune --data shapes", "--from is missing")]
    [InlineData("finetune --data shapes --from nothing.safetensors", "nothing.safetensors does not exist")]
    [InlineData("finetune --data shapes --from x --freeze head", "--freeze head is not one of none, backbone")]
    [InlineData("evaluate nothing.safetensors", "nothing.safetensors does not exist")]
    [InlineData("evaluate", "PATH")]
    [InlineData("evaluate /usr", "/usr holds no training run and no weights.safetensors: name a run's folder")]
    [InlineData("predict picture.png --run nowhere", "nowhere is no training run")]
    [InlineData("runs plot nowhere", "nowhere is no training run, nor is ")]
    [InlineData("runs plot /nowhere", "/nowhere is no training run: ./kit runs lists them")]
    [InlineData("runs --in /tmp/never-made", "--in /tmp/never-made is no folder")]
    [InlineData("ablate everything", "no sweep is called everything: choose from groups")]
    [InlineData("ablate heads --width 0.5", "--width is for the resnets")]
    [InlineData("ablate window --budget 0", "--budget 0 is not a number above 0")]
    [InlineData("ablate window --shard 5/4", "--shard 5/4 is not i/n with i from 1 to n, such as 2/4")]
    [InlineData("ablate window --shard 1/4 --slurm", "--shard is for one process, and --slurm starts all of them: leave one of the two out")]
    [InlineData("ablate window --shards 4", "--shards is for --slurm: add it, or leave --shards out")]
    [InlineData("dance", "dance")]
    public void A_wrong_line_ends_with_2_and_a_line_that_says_what_to_do(string line, string expected)
    {
        var result = Cli.Run(line);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.UsageError, result.Code);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.Empty(result.Out);
        Assert.False(Directory.Exists("/tmp/never-made"));
    }

    [Fact]
    public void An_empty_word_is_refused_with_the_option_it_stands_behind()
    {
        Assert.Equal("kit train: --out has an empty value: give one, or leave the option out\n", Cli.Run(["train", "--model", "vit", "--data", "shapes", "--out", ""]).Error);
        Assert.Equal("kit evaluate: one of the words is empty: leave it out\n", Cli.Run(["evaluate", ""]).Error);
    }

    [Theory]
    [InlineData("--help", "ablate")]
    [InlineData("train --help", "--checkpoint-minutes")]
    [InlineData("finetune --help", "--freeze")]
    [InlineData("finetune --help", "--key")]
    [InlineData("evaluate --help", "--key")]
    [InlineData("evaluate --help", "--confusion")]
    [InlineData("predict --help", "--map")]
    [InlineData("runs --help", "plot")]
    [InlineData("runs plot --help", "--out")]
    [InlineData("ablate --help", "--budget")]
    public void Help_is_everywhere(string line, string expected) => Assert.Contains(expected, Cli.Run(line).Done().Out, StringComparison.Ordinal);
}
