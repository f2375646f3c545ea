using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Behaviours;

/// <summary>Files of optimisers byte by byte: name, numbers of groups and states, options of each group, state of each parameter.</summary>
public sealed class OptimizerFileBehaviourTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Parameter _first = new(tensor(new[] { 1f, -2f }));
    private readonly Parameter _second = new(tensor(0.5));

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void SGD_before_its_first_step_has_no_directions()
    {
        using var optimizer = optim.SGD([_first, _second], 0.5, momentum: 0.25);
        Assert.Equal("03534744" + "01" + "02" + Reals(0.5, 0.5, 0.25, 0, 0) + "0000" + "00" + "00", Saved(optimizer));
    }

    [Fact]
    public void SGD_writes_options_group_by_group_then_the_directions()
    {
        using var optimizer = optim.SGD([new SGD.ParamGroup([_first], new SGD.Options { momentum = 0.75, nesterov = true }), new SGD.ParamGroup([_second], new SGD.Options { LearningRate = 0.125, weight_decay = 0.0625, dampening = 0.5, maximize = true })], 0.5, momentum: 0.25);
        optimizer.ParamGroups.First().LearningRate = 2;
        _first.grad = tensor(new[] { 4f, 8f });
        optimizer.step();
        var options = Reals(0.5, 2, 0.75, 0, 0) + "0100" + Reals(0.125, 0.125, 0.25, 0.5, 0.0625) + "0001";
        Assert.Equal("03534744" + "02" + "02" + options + "01" + "060102" + "00008040" + "00000041" + "00", Saved(optimizer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Adam_and_AdamW_write_the_same_after_their_names(bool amsgrad)
    {
        using var adam = optim.Adam([_first], 0.5, beta1: 0.25, beta2: 0.75, eps: 0.125, amsgrad: amsgrad, maximize: true);
        using var adamW = optim.AdamW([_first], 0.5, beta1: 0.25, beta2: 0.75, eps: 0.125, amsgrad: amsgrad, maximize: true);
        var rest = "01" + "01" + Reals(0.5, 0.5, 0.25, 0.75, 0.125, 0) + (amsgrad ? "01" : "00") + "01"
            + "0000000000000000" + "060102" + new string('0', 16) + "060102" + new string('0', 16)
            + (amsgrad ? "01" + "060102" + new string('0', 16) : "00");
        Assert.Equal("04" + "4164616D" + rest, Saved(adam));
        Assert.Equal("05" + "4164616D57" + rest, Saved(adamW));
    }

    [Fact]
    public void The_state_of_AdamW_counts_steps_and_keeps_means_squares_and_largest_squares()
    {
        using var optimizer = optim.AdamW([_second], 0.5, beta1: 0.5, beta2: 0.75, weight_decay: 0.25, amsgrad: true);
        foreach (var gradient in new[] { 4.0, 0.0 })
        {
            _second.grad = tensor(gradient);
            optimizer.step();
        }
        var state = "0200000000000000" + "0700" + Reals(1) + "0700" + Reals(3) + "01" + "0700" + Reals(4);
        Assert.EndsWith("0100" + state, Saved(optimizer), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_optimizer_or_of_more_parameters_is_refused()
    {
        using var adam = optim.Adam([_first]);
        using var adamW = optim.AdamW([_first]);
        using var larger = optim.Adam([_first, _second]);
        var path = Path.GetTempFileName();
        try
        {
            adam.save_state_dict(path);
            Assert.Equal(Saved(adam), Convert.ToHexString(File.ReadAllBytes(path)));
            adam.load_state_dict(path);
            Assert.ThrowsAny<Exception>(() => adamW.load_state_dict(path));
            Assert.ThrowsAny<Exception>(() => larger.load_state_dict(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Saved(OptimizerHelper optimizer)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            optimizer.save_state_dict(writer);
        return Convert.ToHexString(stream.ToArray());
    }

    private static string Reals(params double[] values) => string.Concat(values.Select(value => Convert.ToHexString(BitConverter.GetBytes(value))));
}
