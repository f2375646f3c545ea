using System.Text.Json;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify;

/// <summary>One file of golden numbers: inputs, weights, expected results, and how closely they must be met.</summary>
public sealed class GoldenCase : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, double> _absolute = [];
    private readonly double _defaultAbsolute;

    private GoldenCase(SafetensorsFile file)
    {
        _file = file;
        Family = file.Metadata["family"];
        Name = file.Metadata["case"];
        Config = JsonDocument.Parse(file.Metadata["config"]).RootElement;
        using var tolerance = JsonDocument.Parse(file.Metadata["tolerance"]);
        Relative = tolerance.RootElement.GetProperty("rtol").GetDouble();
        _defaultAbsolute = tolerance.RootElement.GetProperty("default_atol").GetDouble();
        foreach (var entry in tolerance.RootElement.GetProperty("atol").EnumerateObject())
            _absolute[entry.Name] = entry.Value.GetDouble();
    }

    /// <summary>The family it belongs to, such as <c>sasa</c>.</summary>
    public string Family { get; }

    /// <summary>Its own name.</summary>
    public string Name { get; }

    /// <summary>The settings it was computed with.</summary>
    public JsonElement Config { get; }

    /// <summary>Relative tolerance of every tensor.</summary>
    public double Relative { get; }

    /// <summary>Names of everything in the file but the weights: inputs and expected results.</summary>
    public IEnumerable<string> Arrays => _file.Names.Where(name => !name.StartsWith("weights.", StringComparison.Ordinal));

    /// <summary>Names of the weights, without the leading <c>weights.</c>.</summary>
    public IEnumerable<string> Weights => _file.Names.Where(name => name.StartsWith("weights.", StringComparison.Ordinal)).Select(name => name[8..]);

    /// <summary>The weights as a file of their own, without the leading <c>weights.</c>.</summary>
    public IWeightFile WeightFile => new GoldenWeights(_file);

    /// <summary>The path of a file that a case names.</summary>
    /// <param name="file">As the case names it: from the folder of the whole set.</param>
    public string Beside(string file)
    {
        return Path.Combine(Path.GetDirectoryName(_file.Path)!, "..", file);
    }

    /// <summary>Opens a case.</summary>
    /// <param name="path">A .safetensors file of a golden set.</param>
    /// <exception cref="InvalidDataException">The file is damaged or is no golden case.</exception>
    public static GoldenCase Open(string path)
    {
        var file = SafetensorsFile.Open(path);
        foreach (var key in (string[])["family", "case", "config", "tolerance"])
        {
            if (!file.Metadata.ContainsKey(key))
                throw new InvalidDataException($"{path} is no golden case: its metadata has no {key}");
        }
        return new GoldenCase(file);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Has(string name)
    {
        return _file.Contains(name);
    }

    /// <summary>A tensor of the file.</summary>
    public Tensor Read(string name)
    {
        return _file.Read(name);
    }

    /// <summary>A float tensor of the file that gradients are asked of; anything else as it is.</summary>
    public Tensor ReadLeaf(string name)
    {
        var value = _file.Read(name);
        return value.is_floating_point() ? value.requires_grad_() : value;
    }

    /// <summary>Absolute tolerance of a result.</summary>
    public double Absolute(string name)
    {
        return _absolute.GetValueOrDefault(name, _defaultAbsolute);
    }

    /// <summary>A whole number of the settings.</summary>
    public int Whole(string setting)
    {
        return Config.GetProperty(setting).GetInt32();
    }

    /// <summary>A whole number of the settings; null where it is absent or null.</summary>
    public int? OptionalWhole(string setting)
    {
        return Config.TryGetProperty(setting, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
    }

    /// <summary>A number of the settings.</summary>
    public double Number(string setting)
    {
        return Config.GetProperty(setting).GetDouble();
    }

    /// <summary>A switch of the settings; false where it is absent.</summary>
    public bool Flag(string setting)
    {
        return Config.TryGetProperty(setting, out var value) && value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A word of the settings; empty where it is absent or null.</summary>
    public string Text(string setting)
    {
        return Config.TryGetProperty(setting, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }
}
