using System.Text.Json;
using TorchSharp;

namespace Bundled.TorchSharp.Tests.Modules;

/// <summary>Numbers that PyTorch computed, and comparisons with them.</summary>
internal static class Recorded
{
    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recorded", name + ".json")));
        return document.RootElement.Clone();
    }

    public static torch.Tensor Tensor(JsonElement recorded, torch.ScalarType type = torch.ScalarType.Float64)
    {
        var values = recorded.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var shape = recorded.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()).ToArray();
        return torch.tensor(values, shape, dtype: type);
    }

    public static void Load(torch.nn.Module module, JsonElement state)
    {
        module.load_state_dict(state.EnumerateObject().ToDictionary(entry => entry.Name, entry => Tensor(entry.Value)));
    }

    public static void Same(JsonElement expected, torch.Tensor actual, double absolute, double relative, string what = "")
    {
        Close(Tensor(expected), actual, absolute, relative, what);
    }

    public static void Close(torch.Tensor expected, torch.Tensor actual, double absolute, double relative, string what = "")
    {
        using var off = torch.no_grad();
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{what}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]");
        var left = expected.to(torch.ScalarType.Float64).reshape(-1).contiguous().data<double>().ToArray();
        var right = actual.to(torch.ScalarType.Float64).reshape(-1).contiguous().data<double>().ToArray();
        for (var place = 0; place < left.Length; place++)
        {
            var allowed = absolute + relative * Math.Abs(left[place]);
            Assert.True(Math.Abs(left[place] - right[place]) <= allowed, $"{what}[{place}]: {right[place]:r}, expected {left[place]:r}");
        }
    }
}
