using TorchSharp;
using VisionAttention.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Moves weights between a golden file's names and a layer's.</summary>
internal static class LayerWeights
{
    /// <summary>Puts every weight of the file (those with the prefix <paramref name="except"/> left out) into the layer; a weight without a place, or a place without a weight, is an error.</summary>
    public static void Put(Module layer, GoldenCase golden, IReadOnlyList<(string File, string Layer)> names, string? except = null)
    {
        using var gradOff = no_grad();
        layer.to(golden.Device);
        var places = layer.named_parameters().ToDictionary(entry => entry.name, entry => (Tensor)entry.parameter);
        foreach (var (name, buffer) in layer.named_buffers())
            places[name] = buffer;
        foreach (var weight in golden.Weights.Where(name => except is null || !name.StartsWith(except, StringComparison.Ordinal)))
        {
            var targets = LayerNames(weight, names);
            using var value = golden.Read("weights." + weight);
            Tensor[] parts = targets.Length == 1 ? [value] : value.chunk(targets.Length, dim: 0);
            for (var part = 0; part < targets.Length; part++)
            {
                if (!places.Remove(targets[part], out var place))
                    throw new ArgumentException($"the layer has no place {targets[part]} for weights.{weight}");
                if (parts[part].numel() != place.numel())
                    throw new InvalidDataException($"weights.{weight} is [{string.Join(", ", value.shape)}], which does not fill {targets[part]} [{string.Join(", ", place.shape)}] of the layer that the settings make");
                place.copy_(parts[part].reshape(place.shape));
            }
        }
        if (places.Count > 0)
            throw new ArgumentException($"the file has no weights for {string.Join(", ", places.Keys)}");
    }

    /// <summary>Compares the gradient of every parameter for which the file has one.</summary>
    public static void CompareGradients(Module layer, GoldenCase golden, Comparison comparison, IReadOnlyList<(string File, string Layer)> names)
    {
        var parameters = layer.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        foreach (var weight in golden.Weights)
        {
            var targets = LayerNames(weight, names);
            if (!golden.Has("grad." + weight) || !targets.All(parameters.ContainsKey))
                continue;
            using var shape = golden.Read("weights." + weight);
            var gradients = targets.Select(target => parameters[target].grad).OfType<Tensor>().ToArray();
            comparison.Equal("grad." + weight, gradients.Length < targets.Length ? null : Joined(gradients).reshape(shape.shape));
        }
    }

    /// <summary>Compares a model with the case that has the same numbers under other names, if there is one: equal to the bit.</summary>
    public static void CompareTwin(GoldenCase golden, Comparison comparison, Module model, Func<Module> makeAnother)
    {
        if (golden.Settings.Text("same_weights_as") is not { Length: > 0 } twin)
            return;
        using var other = GoldenCase.Open(golden.Beside(twin));
        using var copy = makeAnother();
        ModelWeights.Load(copy, other.WeightFile);
        foreach (var ((name, parameter), (_, same)) in model.named_parameters().Zip(copy.named_parameters()))
            comparison.Holds($"{name} is the {twin} weight", parameter.eq(same).all().item<bool>());
    }

    private static Tensor Joined(Tensor[] parts) => parts.Length == 1 ? parts[0] : cat(parts, dim: 0);

    // A weight of the file may be several of the layer's, stacked: their names are joined by " + ".
    private static string[] LayerNames(string weight, IReadOnlyList<(string File, string Layer)> names)
    {
        foreach (var (file, layer) in names)
        {
            if (file == weight)
                return layer.Split(" + ");
        }
        return [weight];
    }
}
