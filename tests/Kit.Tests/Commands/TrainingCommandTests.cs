using VisionAttention.Kit.Commands;

namespace Kit.Tests.Commands;

/// <summary>`./kit train` and its relatives are handed over whole, whatever their words.</summary>
public sealed class TrainingCommandTests
{
    [Theory]
    [InlineData("train --help", true)]
    [InlineData("ablate window --budget 20", true)]
    [InlineData("runs", true)]
    [InlineData("predict picture.png --map out.png", true)]
    [InlineData("run 05", false)]
    [InlineData("--help train", false)]
    [InlineData("", false)]
    public void A_line_is_for_the_training_program_by_its_first_word(string line, bool expected) =>
        Assert.Equal(expected, TrainingCommands.Are(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void The_kit_lists_every_one_of_them()
    {
        var commands = TrainingCommands.Create(["train"]).ToList();
        Assert.Equal(["ablate", "evaluate", "finetune", "predict", "runs", "train"], commands.Select(command => command.Name).Order());
        Assert.All(commands, command => Assert.Empty(command.Parse([]).Errors));
    }
}
