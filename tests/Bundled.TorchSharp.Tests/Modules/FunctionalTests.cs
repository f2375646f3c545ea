using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Bundled.TorchSharp.Tests.Modules;

/// <summary>Functions give what PyTorch recorded.</summary>
public sealed class FunctionalTests : IDisposable
{
    private static readonly JsonElement Cases = Recorded.Read("functional");
    private static readonly Dictionary<string, Func<Inputs, Tensor>> Functions = new()
    {
        ["gelu"] = x => F.gelu(x.Image),
        ["gelu tanh"] = x => F.gelu(x.Image, global::TorchSharp.Modules.GELU.Approximate.tanh),
        ["silu"] = x => F.silu(x.Image),
        ["mish"] = x => F.mish(x.Image),
        ["elu"] = x => F.elu(x.Image, 0.7),
        ["celu"] = x => F.celu(x.Image, 0.7),
        ["selu"] = x => F.selu(x.Image),
        ["relu6"] = x => F.relu6(x.Image * 5),
        ["leaky_relu"] = x => F.leaky_relu(x.Image, 0.2),
        ["softplus"] = x => F.softplus(x.Image, 2.0),
        ["hardswish"] = x => F.hardswish(x.Image),
        ["hardsigmoid"] = x => F.hardsigmoid(x.Image),
        ["hardtanh"] = x => F.hardtanh(x.Image, -0.5, 0.4),
        ["hardshrink"] = x => F.hardshrink(x.Image, 0.3),
        ["softshrink"] = x => F.softshrink(x.Image, 0.3),
        ["threshold"] = x => F.threshold(x.Image, 0.1, 0.2),
        ["logsigmoid"] = x => F.logsigmoid(x.Image),
        ["glu"] = x => F.glu(x.Image, 1),
        ["softmin"] = x => F.softmin(x.Image, 1),
        ["softsign"] = x => F.softsign(x.Image),
        ["tanhshrink"] = x => F.tanhshrink(x.Image),
        ["log_softmax"] = x => F.log_softmax(x.Image, 1),
        ["normalize"] = x => F.normalize(x.Image),
        ["conv2d"] = x => F.conv2d(x.Image, x.Weight, x.Bias, [2, 1], [1, 2], [1, 2], 2),
        ["conv2d same"] = x => F.conv2d_padding(x.Image, x.Weight, x.Bias, padding: Padding.Same, groups: 2),
        ["conv1d"] = x => F.conv1d(x.Line, x.Weight[.., .., .., 0], x.Bias, padding: 1, groups: 2),
        ["conv_transpose2d"] = x => F.conv_transpose2d(x.Image, x.Weight[..4], strides: [2, 2], padding: [1, 1], output_padding: [1, 1]),
        ["max_pool2d"] = x => F.max_pool2d(x.Image, [3, 2], [2, 2], [1, 1]),
        ["avg_pool2d"] = x => F.avg_pool2d(x.Image, 3, 2, 1, count_include_pad: false),
        ["max_pool1d"] = x => F.max_pool1d(x.Line, 3),
        ["avg_pool1d"] = x => F.avg_pool1d(x.Line, 3, 2, 1),
        ["adaptive_avg_pool1d"] = x => F.adaptive_avg_pool1d(x.Line, 4),
        ["adaptive_avg_pool2d"] = x => F.adaptive_avg_pool2d(x.Image, (3, 2)),
        ["unfold"] = x => F.unfold(x.Image, (3, 2), padding: (1, 0), stride: (2, 1)),
        ["fold"] = x => F.fold(F.unfold(x.Image, (3, 2), padding: (1, 0), stride: (2, 1)), (5, 7), (3, 2), padding: (1, 0), stride: (2, 1)),
        ["pad constant"] = x => F.pad(x.Image, (1, 2, 0, 1), value: 0.5),
        ["pad reflect"] = x => F.pad(x.Image, (1, 2, 3, 1), PaddingModes.Reflect),
        ["pad replicate"] = x => F.pad(x.Image, (1, 2, 3, 1), PaddingModes.Replicate),
        ["pad circular"] = x => F.pad(x.Image, (1, 2, 3, 1), PaddingModes.Circular),
        ["layer_norm"] = x => F.layer_norm(x.Image, [5, 7]),
        ["group_norm"] = x => F.group_norm(x.Image, 2),
        ["instance_norm"] = x => F.instance_norm(x.Image),
        ["grid_sample"] = x => F.grid_sample(x.Image, x.Grid, align_corners: false),
        ["grid_sample border"] = x => F.grid_sample(x.Image, x.Grid, GridSampleMode.Nearest, GridSamplePaddingMode.Border, true),
        ["grid_sample reflection"] = x => F.grid_sample(x.Image, x.Grid, padding_mode: GridSamplePaddingMode.Reflection),
        ["affine_grid"] = x => F.affine_grid(x.Theta, [2, 1, 3, 4]),
        ["pixel_shuffle"] = x => F.pixel_shuffle(x.Image, 2),
        ["pixel_unshuffle"] = x => F.pixel_unshuffle(x.Image[.., .., ..4, ..6], 2),
        ["interpolate nearest"] = x => F.interpolate(x.Image, [7, 3]),
        ["interpolate exact"] = x => F.interpolate(x.Image, [7, 3], mode: InterpolationMode.NearestExact),
        ["interpolate bilinear"] = x => F.interpolate(x.Image, [7, 3], mode: InterpolationMode.Bilinear),
        ["interpolate corners"] = x => F.interpolate(x.Image, scale_factor: [1.5, 2.0], mode: InterpolationMode.Bilinear, align_corners: true),
        ["interpolate bicubic"] = x => F.interpolate(x.Image, [7, 3], mode: InterpolationMode.Bicubic),
        ["interpolate antialias"] = x => F.interpolate(x.Image, [3, 3], mode: InterpolationMode.Bilinear, antialias: true),
        ["interpolate area"] = x => F.interpolate(x.Image, [2, 3], mode: InterpolationMode.Area),
        ["interpolate linear"] = x => F.interpolate(x.Line, [5], mode: InterpolationMode.Linear),
        ["cosine_similarity"] = x => F.cosine_similarity(x.Image[0], x.Image[1], dim: 0),
        ["pairwise_distance"] = x => F.pairwise_distance(x.Line[0], x.Line[1]),
        ["cross_entropy"] = x => F.cross_entropy(x.Scores, x.Labels),
        ["cross_entropy smooth"] = x => F.cross_entropy(x.Scores, x.Labels, ignore_index: 2, label_smoothing: 0.1),
        ["cross_entropy sum"] = x => F.cross_entropy(x.Scores, x.Labels, weight: torch.tensor(new[] { 1.0, 2.0, 0.5, 1.5 }), reduction: nn.Reduction.Sum),
        ["cross_entropy shares"] = x => F.cross_entropy(x.Scores, x.Other.softmax(1)),
        ["nll_loss"] = x => F.nll_loss(x.Scores, x.Labels),
        ["mse_loss"] = x => F.mse_loss(x.Scores, x.Other),
        ["l1_loss"] = x => F.l1_loss(x.Scores, x.Other),
        ["smooth_l1_loss"] = x => F.smooth_l1_loss(x.Scores, x.Other, beta: 0.5),
        ["huber_loss"] = x => F.huber_loss(x.Scores, x.Other, 0.7),
        ["kl_div"] = x => F.kl_div(x.Scores.log_softmax(1), x.Other.log_softmax(1)),
        ["binary_cross_entropy"] = x => F.binary_cross_entropy(x.Scores.sigmoid(), x.Other.sigmoid()),
        ["binary_cross_entropy_with_logits"] = x => F.binary_cross_entropy_with_logits(x.Scores, x.Other.sigmoid(), pos_weights: torch.tensor(new[] { 1.0, 2.0, 3.0 })),
        ["triplet_margin_loss"] = x => F.triplet_margin_loss(x.Line[0], x.Line[1], x.Line[0] * 0.5),
        ["one_hot"] = x => F.one_hot(x.Labels, 5),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => [.. Functions.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_gives_the_recorded_numbers(string name)
    {
        var actual = Functions[name](new Inputs());
        Recorded.Same(Cases.GetProperty(name), actual, absolute: 1e-12, relative: 1e-10, name);
    }

    [Fact]
    public void Attention_with_masks_and_extra_keys_gives_the_recorded_numbers()
    {
        var recorded = Cases.GetProperty("attention");
        using var attention = nn.MultiheadAttention(6, 2, add_bias_kv: true, add_zero_attn: true).@double();
        Recorded.Load(attention, recorded.GetProperty("state"));
        attention.eval();
        var pairs = zeros(3, 5, dtype: float64);
        pairs[0, 1] = double.NegativeInfinity;
        var left = zeros(2, 5, dtype: torch.@bool);
        left[0, 4] = true;
        var key = Recorded.Tensor(recorded.GetProperty("key"));
        var (output, weights) = attention.call(Recorded.Tensor(recorded.GetProperty("query")), key, key, left, need_weights: true, pairs);
        Recorded.Same(recorded.GetProperty("output"), output, absolute: 1e-12, relative: 1e-10, "output");
        Recorded.Same(recorded.GetProperty("weights"), weights!, absolute: 1e-12, relative: 1e-10, "weights");
    }

    [Fact]
    public void An_encoder_layer_gives_the_recorded_numbers_and_gradients()
    {
        var recorded = Cases.GetProperty("encoder layer");
        using var layer = nn.TransformerEncoderLayer(6, 2, 10, dropout: 0, nn.Activations.GELU).@double();
        Recorded.Load(layer, recorded.GetProperty("state"));
        var tokens = Recorded.Tensor(recorded.GetProperty("tokens")).requires_grad_();
        var output = layer.call(tokens);
        Recorded.Same(recorded.GetProperty("output"), output, absolute: 1e-12, relative: 1e-10, "output");
        (output * arange(6.0, dtype: float64)).sum().backward();
        Recorded.Same(recorded.GetProperty("gradient"), tokens.grad!, absolute: 1e-11, relative: 1e-9, "gradient");
    }

    [Fact]
    public void An_encoder_names_its_layers_as_PyTorch_does()
    {
        using var layer = nn.TransformerEncoderLayer(6, 2, 10);
        using var encoder = nn.TransformerEncoder(layer, 2);
        var names = encoder.named_parameters().Select(entry => entry.name).ToList();
        Assert.Equal(24, names.Count);
        Assert.Equal("layers.0.self_attn.in_proj_weight", names[0]);
        Assert.Contains("layers.1.norm2.bias", names);
        Assert.Equal([3, 2, 6], encoder.call(randn(3, 2, 6)).shape);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scaled_dot_product_attention_is_the_formula(bool causal)
    {
        var (query, key, value) = (randn(2, 3, 5, 4, dtype: float64), randn(2, 3, 5, 4, dtype: float64), randn(2, 3, 5, 7, dtype: float64));
        var logits = einsum("bhnd,bhmd->bhnm", query, key) / 2;
        if (causal)
            logits += full(5, 5, double.NegativeInfinity, dtype: float64).triu(1);
        var expected = einsum("bhnm,bhmd->bhnd", logits.softmax(-1), value);
        Recorded.Close(expected, F.scaled_dot_product_attention(query, key, value, is_casual: causal), absolute: 1e-12, relative: 1e-10);
    }

    [Fact]
    public void In_place_activations_change_their_input_and_return_another_object()
    {
        var input = tensor(new[] { -1.0, 2.0 });
        var result = F.silu(input, inplace: true);
        Assert.NotSame(input, result);
        Recorded.Close(tensor(new[] { -1 / (1 + Math.Exp(1)), 2 / (1 + Math.Exp(-2)) }), input, absolute: 1e-12, relative: 1e-10);
        result.Dispose();
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        var image = randn(1, 2, 3, 4);
        Assert.Throws<ArgumentException>(() => F.interpolate(image));
        Assert.Throws<ArgumentException>(() => F.interpolate(image, [2, 2], [0.5]));
        Assert.Throws<ArgumentException>(() => F.interpolate(image, [2, 2], align_corners: true));
        Assert.Throws<ArgumentException>(() => F.interpolate(image, [2, 2], mode: InterpolationMode.Linear));
        Assert.Throws<ArgumentException>(() => F.interpolate(image, [2, 2, 2]));
        Assert.Throws<ArgumentException>(() => F.dropout(image, 1.5));
        Assert.Throws<ArgumentException>(() => F.dropout2d(image, -0.5));
        Assert.Throws<ArgumentNullException>(() => F.affine_grid(image));
    }

    private sealed class Inputs
    {
        public Tensor Image { get; } = Recorded.Tensor(Cases.GetProperty("image"));

        public Tensor Line { get; } = Recorded.Tensor(Cases.GetProperty("line"));

        public Tensor Grid { get; } = Recorded.Tensor(Cases.GetProperty("grid"));

        public Tensor Theta { get; } = Recorded.Tensor(Cases.GetProperty("theta"));

        public Tensor Weight { get; } = Recorded.Tensor(Cases.GetProperty("weight"));

        public Tensor Bias { get; } = Recorded.Tensor(Cases.GetProperty("bias"));

        public Tensor Labels { get; } = tensor(new long[,] { { 1, 3, 0 }, { 2, 2, 1 } });

        public Tensor Scores => Image[.., .., 0, ..3];

        public Tensor Other => Image[.., .., 1, ..3];
    }
}
