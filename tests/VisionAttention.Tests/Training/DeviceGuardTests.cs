using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Layers;
using VisionAttention.Lessons;
using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Training;

/// <summary>Parts of models on libtorch's meta device, which has shapes and no numbers, in place of a GPU.</summary>
public sealed class DeviceGuardTests
{
    private static readonly LocalSelfAttentionOptions Window = new() { KernelSize = 3, Heads = 2 };

    // Each with the shapes of what goes in.
    private static readonly Dictionary<string, (Func<Module> Make, long[][] Inputs)> Models = new()
    {
        ["attention ResNet"] = (() => new AttentionResNet(AttentionResNetOptions.FullAttention(26) with { Width = 0.125, Classes = 3, Attention = Window }), [[2, 3, 32, 32]]),
        ["basic blocks"] = (() => new AttentionResNet(AttentionResNetOptions.Convolutional(18) with { Width = 0.125, Classes = 3, Block = BlockKind.Basic }), [[2, 3, 32, 32]]),
        ["ViT"] = (() => new VisionTransformer(new VisionTransformerOptions { Image = new ImageSize(8, 12), PatchSize = 4, EmbedDim = 12, Depth = 2, Heads = 3, Classes = 5, Distillation = true, Block = new EncoderBlockOptions { MlpDim = 16, LayerScale = 0.1 } }), [[2, 3, 8, 12]]),
        ["aware stem"] = (() => new AttentionStem(3, 8, new AttentionStemOptions { Block = 2, Heads = 2 }), [[2, 3, 4, 6]]),
        ["stem"] = (() => new AttentionStem(3, 8, new AttentionStemOptions { Block = 2, Heads = 2, Values = StemValues.Plain }), [[2, 3, 4, 6]]),
        ["local attention"] = (() => new LocalSelfAttention(6, 8, Window), [[2, 6, 5, 7]]),
        ["grouped local attention"] = (() => new LocalSelfAttention(6, 8, Window with { GroupedProjections = true }), [[2, 6, 5, 7]]),
        ["self-attention"] = (() => new MultiheadSelfAttention(12, 3), [[2, 5, 12]]),
        ["self-attention by steps"] = (() => new MultiheadSelfAttention(12, 3, new MultiheadSelfAttentionOptions { Path = AttentionPath.Explicit }), [[2, 5, 12]]),
        ["cross-attention"] = (() => new MultiheadCrossAttention(12, 3, new MultiheadCrossAttentionOptions { LearnedKeyValue = true }), [[2, 5, 12], [2, 7, 12], [2, 7, 12]]),
        ["per channel"] = (() => new PerChannelWindowAttention(6, 8, 3), [[2, 6, 5, 7]]),
        ["per channel stem"] = (() => new PerChannelWindowStem(3, 8, 3), [[2, 3, 5, 7]]),
        ["absolute positions"] = (() => new AbsoluteEmbedding(5, 12), [[2, 5, 12]]),
        ["position bias"] = (() => new RelativePositionBias(new GridSize(2, 3), 3), [[2, 3, 6, 6]]),
        ["MLP"] = (() => new Mlp(12, 16, dropout: 0.5), [[2, 5, 12]]),
        ["layer scale"] = (() => new LayerScale(12, 0.1), [[2, 5, 12]]),
        ["drop path"] = (() => new DropPath(0.5), [[2, 5, 12]]),
    };

    public static TheoryData<string> Names() => [.. Models.Keys];

    // Their operators all have meta kernels; convolution, layer norm, unfold and index_select have none.
    public static TheoryData<string> NamesOfWhole() => ["self-attention by steps", "cross-attention", "absolute positions", "MLP", "layer scale", "drop path"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_part_that_is_left_on_another_device_is_named(string name)
    {
        var (make, inputs) = Models[name];
        using (var whole = make())
        using (DeviceGuard.Attach(whole))
            Call(whole, inputs, CPU).Dispose();

        foreach (var path in Parts(make))
        {
            using var model = make();
            var part = path.Length == 0 ? model : model.named_modules().Single(entry => entry.name == path).module;
            using var guard = DeviceGuard.Attach(model);
            part.to(META);
            var kind = part.named_parameters(recurse: false).Any() ? "parameter" : "buffer";

            var problem = Assert.Throws<InvalidOperationException>(() => Call(model, inputs, CPU)).Message;

            Assert.StartsWith($"{(path.Length == 0 ? model.GetType().Name : path)}: {kind} ", problem, StringComparison.Ordinal);
            Assert.EndsWith($" is on meta, the input of {model.GetType().Name} on cpu. Fix: move the whole model and its input to one device with .to(device)", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfWhole))]
    public void What_meta_has_operators_for_stays_on_meta(string name)
    {
        var (make, inputs) = Models[name];
        using var model = make();
        model.to(META);
        using var guard = DeviceGuard.Attach(model);

        using var output = Call(model, inputs, META);

        Assert.Equal(DeviceType.META, output.device_type);
    }

    [Fact]
    public void An_input_a_buffer_and_an_output_on_another_device_are_named_each_with_its_fix()
    {
        using var attention = new MultiheadCrossAttention(12, 3);
        using (DeviceGuard.Attach(attention))
        {
            var problem = Assert.Throws<InvalidOperationException>(() => attention.call(zeros(2, 5, 12, device: CPU), zeros(2, 7, 12, device: META), zeros(2, 7, 12, device: CPU)));
            Assert.Equal("MultiheadCrossAttention: input 2 is on meta, input 1 on cpu. Fix: move one to the other's device with .to(device)", problem.Message);
        }

        var shift = new Shift();
        using var model = Sequential(("norm", BatchNorm2d(3)), ("shift", shift));
        using var images = zeros(2, 3, 4, 4, device: CPU);
        using (DeviceGuard.Attach(model))
        {
            shift.Ignores = true;
            Assert.Equal("shift: its output is on meta, its input on cpu. Fix: where its forward makes a tensor, name the device: device: input.device", Assert.Throws<InvalidOperationException>(() => model.call(images)).Message);
            shift.to(META);
            Assert.Equal("shift: buffer offset is on meta, the input of Sequential on cpu. Fix: move the whole model and its input to one device with .to(device)", Assert.Throws<InvalidOperationException>(() => model.call(images)).Message);
        }
        using var free = model.call(images);
        Assert.Equal(DeviceType.META, free.device_type);
    }

    [Fact]
    public void The_best_device_is_the_first_GPU_or_the_CPU_and_each_has_its_words()
    {
        Assert.Equal(Devices.Gpus > 0 ? "the GPU cuda:0" : "the CPU", Devices.Describe(Devices.Best()));
        Assert.Equal("the GPU cuda:1", Devices.Describe(new Device("cuda:1")));
        Assert.Equal("the device meta", Devices.Describe(META));
    }

    private static Tensor Call(Module model, long[][] shapes, Device device)
    {
        using var scope = NewDisposeScope();
        var inputs = shapes.Select(shape => zeros(shape, device: device)).ToArray();
        var output = model is Module<Tensor, Tensor, Tensor, Tensor> three ? three.call(inputs[0], inputs[1], inputs[2]) : ((Module<Tensor, Tensor>)model).call(inputs[0]);
        return output.MoveToOuterDisposeScope();
    }

    // The paths of what has tensors of its own, the model itself first.
    private static List<string> Parts(Func<Module> make)
    {
        using var model = make();
        return [.. model.named_modules().Prepend(("", model)).Where(entry => entry.Item2.named_parameters(recurse: false).Any() || entry.Item2.named_buffers(recurse: false).Any()).Select(entry => entry.Item1)];
    }

    /// <summary>A buffer that is added, and a fault to plant: an output that ignores where the input is.</summary>
    private sealed class Shift : Module<Tensor, Tensor>
    {
        public bool Ignores { get; set; }

        public Shift()
            : base(nameof(Shift)) => register_buffer("offset", zeros(1, device: CPU));

        public override Tensor forward(Tensor input) => Ignores ? zeros(input.shape, device: META) : input + get_buffer("offset")!;
    }
}
