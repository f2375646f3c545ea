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
    [InlineData("train --model vit --data nowhere", "--data nowhere is neither a folder nor one of")]
    [InlineData("train --model vit --data mnist --image-size 64", "--image-size 64 cannot be asked of mnist")]
    [InlineData(Some + " --model vit --width 0.5", "--width is for the resnets: vit is a Vision Transformer")]
    [InlineData(Some + " --model resnet26 --patch-size 4", "--patch-size is for Vision Transformers: resnet26 is a residual network")]
    [InlineData(Some + " --model resnet26 --attention some", "--attention some is not full, conv-stem, none, or some of the groups")]
    [InlineData(Some + " --model resnet26 --kernel-size 5", "--kernel-size is for attention, and resnet26 has none: add --attention full")]
    [InlineData(Some + " --model resnet26 --position learned", "--position learned is for Vision Transformers")]
    [InlineData(Some + " --model vit --position relative", "--position relative is for the resnets")]
    [InlineData(Some + " --model vit --embed-dim 30 --heads 4", "embedDim 30 is not a multiple of heads 4")]
    [InlineData(Some + " --model vit --patch-size 5", "which patches of patchSize 5 do not fill")]
    [InlineData(Some + " --model resnet26 --attention full --stem-block 3", "blocks of 3")]
    [InlineData(Some + " --model vit --epochs 0", "--epochs 0 is not a whole number from 1")]
    [InlineData(Some + " --model vit --epochs ten", "--epochs ten is not a whole number from 1")]
    [InlineData(Some + " --model vit --learning-rate -1", "--learning-rate -1 is not a number above 0")]
    [InlineData(Some + " --model vit --learning-rate NaN", "--learning-rate NaN is not a number above 0")]
    [InlineData(Some + " --model vit --minimum-learning-rate 1", "minimumLearningRate 1 is not from 0 to learningRate")]
    [InlineData(Some + " --model vit --optimizer adam", "--optimizer adam is not one of adamw, sgd")]
    [InlineData(Some + " --model vit --device tpu", "--device tpu is neither cpu nor cuda:0")]
    [InlineData(Some + " --model vit --device cuda:99", "--device cuda:99 is not there")]
    [InlineData(Some + " --model vit --resume sometimes", "--resume sometimes is neither latest nor previous")]
    [InlineData(Some + " --model vit --speed 3", "--speed")]
    [InlineData("train --resume", "--resume does not tell which run")]
    [InlineData("finetune --data shapes", "--from is missing")]
    [InlineData("finetune --data shapes --from nothing.safetensors", "nothing.safetensors does not exist")]
    [InlineData("finetune --data shapes --from x --freeze head", "--freeze head is not one of none, backbone")]
    [InlineData("evaluate nothing.safetensors", "nothing.safetensors does not exist")]
    [InlineData("evaluate", "PATH")]
    [InlineData("predict picture.png --run nowhere", "nowhere is no training run")]
    [InlineData("runs plot nowhere", "nowhere is no training run")]
    [InlineData("ablate everything", "no sweep is called everything: choose from groups")]
    [InlineData("ablate heads --width 0.5", "--width is for the resnets")]
    [InlineData("ablate window --budget 0", "--budget 0 is not a number above 0")]
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

    [Theory]
    [InlineData("--help", "ablate")]
    [InlineData("train --help", "--checkpoint-minutes")]
    [InlineData("finetune --help", "--freeze")]
    [InlineData("evaluate --help", "--confusion")]
    [InlineData("predict --help", "--map")]
    [InlineData("runs --help", "plot")]
    [InlineData("runs plot --help", "--out")]
    [InlineData("ablate --help", "--budget")]
    public void Help_is_everywhere(string line, string expected) => Assert.Contains(expected, Cli.Run(line).Done().Out, StringComparison.Ordinal);
}
