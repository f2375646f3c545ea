using System.Text.Json;
using VisionAttention.Tensors;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify;

/// <summary>One file of golden numbers: inputs, weights, expected results, and how closely they must be met.</summary>
public sealed class GoldenCase : IDisposable
{
    // A looser tolerance would let a wrong convention pass; those in use are a hundred times closer.
    private const double Loosest = 0.01;
    private const string WeightPrefix = "weights.";

    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, double> _absolute;
    private readonly double _defaultAbsolute;

    private GoldenCase(SafetensorsFile file, Device device)
    {
        (_file, Device) = (file, device);
        Family = Metadata("family");
        Name = Metadata("case");
        Settings = new GoldenSettings(Metadata("config"));
        using var tolerance = JsonDocument.Parse(Metadata("tolerance"));
        Relative = Member(tolerance.RootElement, "rtol", JsonValueKind.Number).GetDouble();
        _defaultAbsolute = Member(tolerance.RootElement, "default_atol", JsonValueKind.Number).GetDouble();
        var absolute = Member(tolerance.RootElement, "atol", JsonValueKind.Object);
        _absolute = absolute.EnumerateObject().Select(entry => entry.Name).Distinct().ToDictionary(name => name, name => Member(absolute, name, JsonValueKind.Number).GetDouble());
        if (!(Relative is >= 0 and <= Loosest))
            throw new InvalidDataException($"rtol {Relative} is not from 0 to {Loosest}");
    }

    /// <summary>The family it belongs to, such as <c>sasa</c>.</summary>
    public string Family { get; }

    /// <summary>Its own name.</summary>
    public string Name { get; }

    /// <summary>The settings it was computed with.</summary>
    public GoldenSettings Settings { get; }

    /// <summary>Where it is computed.</summary>
    public Device Device { get; }

    /// <summary>Relative tolerance of every tensor.</summary>
    public double Relative { get; }

    /// <summary>Names of everything in the file but the weights: inputs and expected results.</summary>
    public IEnumerable<string> Arrays => _file.Names.Where(name => !IsWeight(name));

    /// <summary>Names of the weights, without the leading <c>weights.</c>.</summary>
    public IEnumerable<string> Weights => _file.Names.Where(IsWeight).Select(name => name[WeightPrefix.Length..]);

    /// <summary>Names of the weights that nobody has read.</summary>
    public IEnumerable<string> UnreadWeights => Weights.Where(name => !_file.IsRead(WeightPrefix + name));

    /// <summary>The weights as a file of their own, without the leading <c>weights.</c>.</summary>
    public WeightFile WeightFile => _file.Under(WeightPrefix);

    /// <summary>The path of a file that a case names.</summary>
    /// <param name="file">As the case names it: from the folder of the whole set.</param>
    public string Beside(string file) => Path.Combine(Path.GetDirectoryName(_file.Path)!, "..", file);

    /// <summary>Opens a case.</summary>
    /// <param name="path">A .safetensors file of a golden set.</param>
    /// <param name="device">Where it is computed; null for the CPU.</param>
    /// <exception cref="InvalidDataException">The file is damaged or is no golden case.</exception>
    public static GoldenCase Open(string path, Device? device = null)
    {
        var file = SafetensorsFile.Open(path);
        try
        {
            return new GoldenCase(file, device ?? CPU);
        }
        catch (Exception error)
        {
            file.Dispose();
            if (error is JsonException json)
                throw NoCase(FileErrors.Json(json));
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Has(string name) => _file.Contains(name);

    /// <summary>Whether somebody has read a tensor.</summary>
    public bool IsRead(string name) => _file.IsRead(name);

    /// <summary>The shape of a tensor of the file, which is not read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">How many the case needs; null takes any number.</param>
    public long[] Shape(string name, int? dimensions = null)
    {
        if (!Has(name))
            throw new InvalidDataException($"the file has no tensor {name}, which its case needs");
        var shape = _file.Shape(name);
        return dimensions is null || shape.Length == dimensions
            ? shape
            : throw new InvalidDataException($"{name} is [{string.Join(", ", shape)}], expected {dimensions} dimensions");
    }

    /// <summary>A tensor of the file, on the device.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">How many the case needs; null takes any number.</param>
    /// <param name="type">The type of numbers that the case needs; null takes any.</param>
    public Tensor Read(string name, int? dimensions = null, ScalarType? type = null)
    {
        Shape(name, dimensions);
        return type is null || _file.Type(name) == type
            ? _file.Read(name).to(Device)
            : throw new InvalidDataException($"{name} has numbers of the type {_file.Type(name)}, expected {type}");
    }

    /// <summary>A float tensor of the file, of which gradients are asked, or a mask of truth values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">How many the case needs; null takes any number.</param>
    public Tensor ReadLeaf(string name, int? dimensions = null)
    {
        var value = Read(name, dimensions);
        if (!value.is_floating_point() && value.dtype != ScalarType.Bool)
            throw new InvalidDataException($"{name} has numbers of the type {value.dtype}, expected floating-point ones");
        return value.is_floating_point() ? value.requires_grad_() : value;
    }

    /// <summary>Absolute tolerance of a result.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="largest">The largest number in it.</param>
    /// <exception cref="InvalidDataException">Anything would pass, or nothing.</exception>
    public double Absolute(string name, double largest)
    {
        var tolerance = _absolute.GetValueOrDefault(name, _defaultAbsolute);
        // The thousandth is for results that are 0 up to rounding.
        var loosest = Loosest * largest + 1e-3;
        return tolerance >= 0 && tolerance <= loosest
            ? tolerance
            : throw new InvalidDataException($"atol {tolerance} of {name} is not from 0 to {loosest:g3}: its largest number is {largest:g3}");
    }

    private static bool IsWeight(string name) => name.StartsWith(WeightPrefix, StringComparison.Ordinal);

    private static InvalidDataException NoCase(string reason) => new($"its metadata are not those of a golden case: {reason}");

    private static JsonElement Member(JsonElement tolerance, string name, JsonValueKind kind) =>
        tolerance.ValueKind == JsonValueKind.Object && tolerance.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw NoCase($"its tolerance has no {name} that is a JSON {kind.ToString().ToLowerInvariant()}");

    private string Metadata(string key) =>
        _file.Metadata.TryGetValue(key, out var value) ? value : throw new InvalidDataException($"it is no golden case: its metadata have no {key}");
}
