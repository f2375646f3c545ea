using TorchSharp;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

public sealed class TorchFileTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("state.pth")]
    [InlineData("state-protocol-4.pth")]
    [InlineData("state-legacy.pth")]
    public void Every_type_and_every_view_is_read(string sample)
    {
        using var file = TorchFile.Open(Samples.Path(sample));

        foreach (var type in Numbers.Types)
            Numbers.Same(Numbers.Counted(type, 3, 5), file.Read(type == ScalarType.Byte ? "uint8" : type.ToString().ToLowerInvariant()));
        var shared = Numbers.Counted(ScalarType.Float32, 4, 6);
        Numbers.Same(shared, file.Read("shared.whole"));
        Numbers.Same(shared.t(), file.Read("shared.transposed"));
        Numbers.Same(shared.slice(0, 1, 4, 1).slice(1, 1, 6, 2), file.Read("shared.columns"));
        Numbers.Same(shared[2], file.Read("shared.row"));
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 1, 3).expand(2, 3), file.Read("expanded"));
        Numbers.Same(tensor(7f), file.Read("scalar"));
        Numbers.Same(zeros(0, 4), file.Read("empty"));
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 2, 3), file.Read("parameter"));
        Assert.Equal(Numbers.Types.Length + 8, file.Names.Count);
        Assert.Equal([6, 4], file.Shape("shared.transposed"));
        Assert.Equal(ScalarType.BFloat16, file.Type("bfloat16"));
        Assert.False(file.Metadata.ContainsKey("root"));
    }

    [Theory]
    [InlineData("wrapped.pth")]
    [InlineData("wrapped-legacy.pth")]
    public void The_weights_of_a_training_run_are_found_and_its_settings_kept(string sample)
    {
        using var file = TorchFile.Open(Samples.Path(sample));

        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], file.Names);
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 3, 2), file.Read("0.weight"));
        Assert.Equal("model", file.Metadata["root"]);
        Assert.Equal("300", file.Metadata["epoch"]);
        Assert.Equal("0.0005", file.Metadata["args.lr"]);
        Assert.Equal("deit_tiny", file.Metadata["args.model"]);
        Assert.Equal("True", file.Metadata["args.distributed"]);
        Assert.Equal("None", file.Metadata["args.opt_betas"]);
        Assert.Equal("[224, 96]", file.Metadata["args.sizes"]);
    }

    [Fact]
    public void Another_root_can_be_asked_for()
    {
        using var file = TorchFile.Open(Samples.Path("wrapped.pth"), root: "optimizer");
        Assert.Contains("state.0.exp_avg", file.Names);
        Assert.DoesNotContain("0.weight", file.Names);
        Assert.Equal("optimizer", file.Metadata["root"]);

        var error = Assert.Throws<ArgumentException>(() => TorchFile.Open(Samples.Path("wrapped.pth"), root: "teacher"));
        Assert.EndsWith("wrapped.pth has no dict teacher; its top has model, optimizer, epoch, args", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_networks_in_one_file_keep_their_prefix_until_one_is_asked_for()
    {
        using (var both = TorchFile.Open(Samples.Path("teacher.pth")))
        {
            Assert.Equal(["student.cls_token", "teacher.backbone.cls_token"], both.Names);
            Assert.False(both.Metadata.ContainsKey("root"));
        }

        using var teacher = TorchFile.Open(Samples.Path("teacher.pth"), root: "teacher");
        Assert.Equal(["backbone.cls_token"], teacher.Names);
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 1, 2, 2), teacher.Read("backbone.cls_token"));
    }

    [Fact]
    public void A_TorchScript_archive_has_the_names_of_its_state_dict_and_types_of_its_own()
    {
        using var file = TorchFile.Open(Samples.Path("script.pt"));

        string[] block = ["layers.0.weight", "layers.0.bias", "layers.1.weight"];
        string[] norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        string[] expected = ["scale", "context_length", .. block.Select(name => $"blocks.0.{name}"), .. block.Select(name => $"blocks.1.{name}"),
            "tied.weight", "tied.bias", "again.weight", "again.bias", .. norm.Select(name => $"norm.{name}")];
        Assert.Equal(expected.Order(), file.Names.Order());
        Numbers.Same(Numbers.Counted(ScalarType.Float16, 3, 2), file.Read("blocks.1.layers.0.weight"));
        Numbers.Same(Numbers.Counted(ScalarType.Float16, 2, 2), file.Read("tied.weight"));
        Numbers.Same(Numbers.Counted(ScalarType.Float16, 2, 2), file.Read("again.weight"));
        Numbers.Same(zeros([], dtype: ScalarType.Float16), file.Read("scale"));
        Numbers.Same(tensor(77L), file.Read("context_length"));
        Assert.Equal(("224", "a program", "0.5", "None", "[224, 96]"),
            (file.Metadata["resolution"], file.Metadata["title"], file.Metadata["ratio"], file.Metadata["nothing"], file.Metadata["sizes"]));
        Assert.Equal(("", "", false), (file.Passed, file.Unread, file.Metadata.ContainsKey("root")));
    }

    [Fact]
    public void A_traced_layer_keeps_its_weights_though_its_program_is_not_there()
    {
        using var file = TorchFile.Open(Samples.Path("traced.pt"));

        Assert.Equal(["attn.in_proj_weight", "attn.in_proj_bias", "attn.out_proj.weight", "attn.out_proj.bias"], file.Names.Take(4));
        Numbers.Same(Numbers.Counted(ScalarType.BFloat16, 12, 4), file.Read("attn.in_proj_weight"));
        Numbers.Same(Numbers.Counted(ScalarType.BFloat16, 2, 3), file.Read("program.blocks.0.layers.1.weight"));
        using var part = WeightFile.Open(Samples.Path("traced.pt"), root: "program");
        Numbers.Same(Numbers.Counted(ScalarType.BFloat16, 2, 3), part.Read("blocks.0.layers.1.weight"));
    }

    [Fact]
    public void A_frozen_program_has_no_names_to_go_by()
    {
        var path = Samples.Path("frozen.pt");
        Assert.Equal(
            $"{path} is a frozen TorchScript program, whose weights have become constants without names. Fix: in Python, torch.jit.save it before torch.jit.freeze",
            Assert.Throws<InvalidDataException>(() => WeightFile.Open(path)).Message);
    }

    [Fact]
    public void A_single_tensor_bears_the_name_of_its_file()
    {
        using var file = TorchFile.Open(Samples.Path("single.pt"));
        Assert.Equal(["single"], file.Names);
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 2, 3), file.Read("single"));
    }
}
