using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Modules;

/// <summary>Seed 42 gives the numbers and weights that PyTorch gives.</summary>
public sealed class DrawTests
{
    private static readonly System.Text.Json.JsonElement Draws = Recorded.Read("draws");

    public static TheoryData<string> Layers => ["Linear", "Conv1d", "Conv2d", "ConvTranspose2d", "Embedding", "MultiheadAttention", "MultiheadAttention wide keys"];

    [Fact]
    public void Random_numbers_come_in_the_order_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        Recorded.Same(Draws.GetProperty("randn"), randn(3, 5), absolute: 0, relative: 0, "randn");
        Recorded.Same(Draws.GetProperty("rand"), rand(2, 3), absolute: 0, relative: 0, "rand");
        Recorded.Same(Draws.GetProperty("randperm"), randperm(11), absolute: 0, relative: 0, "randperm");
        Recorded.Same(Draws.GetProperty("randint"), randint(0, 10, [7]), absolute: 0, relative: 0, "randint");
        Recorded.Same(Draws.GetProperty("dropout"), nn.functional.dropout(ones(4, 5), 0.3), absolute: 0, relative: 0, "dropout");
        Recorded.Same(Draws.GetProperty("dropout2d"), nn.functional.dropout2d(ones(2, 5, 2, 2), 0.4), absolute: 0, relative: 0, "dropout2d");
        Recorded.Same(Draws.GetProperty("bernoulli"), torch.bernoulli(full(9, 0.5)), absolute: 0, relative: 0, "bernoulli");
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_has_the_first_weights_of_PyTorch(string name)
    {
        manual_seed(42);
        using var layer = Make(name);
        var state = layer.state_dict();
        var expected = Draws.GetProperty(name);
        Assert.Equal(expected.EnumerateObject().Select(entry => entry.Name), state.Keys);
        foreach (var entry in expected.EnumerateObject())
            Recorded.Same(entry.Value, state[entry.Name], absolute: 0, relative: 0, entry.Name);
    }

    [Fact]
    public void Initialisers_draw_what_PyTorch_draws()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        Recorded.Same(Draws.GetProperty("trunc_normal_"), nn.init.trunc_normal_(empty(4, 5), std: 0.02, a: -0.03, b: 0.03), absolute: 1e-9, relative: 1e-6, "trunc_normal_");
        Recorded.Same(Draws.GetProperty("xavier_normal_"), nn.init.xavier_normal_(empty(3, 4)), absolute: 1e-9, relative: 1e-6, "xavier_normal_");
        Recorded.Same(Draws.GetProperty("kaiming_normal_"), nn.init.kaiming_normal_(empty(3, 4, 2, 2), mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU), absolute: 1e-9, relative: 1e-6, "kaiming_normal_");
        Recorded.Same(Draws.GetProperty("orthogonal_"), nn.init.orthogonal_(empty(3, 5)), absolute: 1e-6, relative: 1e-5, "orthogonal_");
    }

    [Fact]
    public void Orthogonal_rows_have_the_wanted_length()
    {
        using var scope = NewDisposeScope();
        var rows = nn.init.orthogonal_(empty(3, 2, 4), gain: 2).reshape(3, 8);
        Recorded.Close(eye(3) * 4, rows.matmul(rows.t()), absolute: 1e-5, relative: 1e-5);
    }

    [Fact]
    public void A_tensor_of_one_dimension_has_no_fans()
    {
        using var tensor = ones(3);
        Assert.Throws<ArgumentException>(() => nn.init.CalculateFanInAndFanOut(tensor));
        Assert.Throws<ArgumentException>(() => nn.init.orthogonal_(tensor));
        Assert.Throws<ArgumentException>(() => nn.init.eye_(tensor));
    }

    private static nn.Module Make(string name) => name switch
    {
        "Linear" => nn.Linear(5, 3),
        "Conv1d" => nn.Conv1d(2, 3, 3),
        "Conv2d" => nn.Conv2d(4, 6, (3, 2), groups: 2),
        "ConvTranspose2d" => nn.ConvTranspose2d(2, 3, 2),
        "Embedding" => nn.Embedding(4, 3, padding_idx: 1),
        "MultiheadAttention" => nn.MultiheadAttention(4, 2),
        "MultiheadAttention wide keys" => nn.MultiheadAttention(4, 2, add_bias_kv: true, kdim: 3, vdim: 5),
        _ => throw new ArgumentException(name),
    };
}
