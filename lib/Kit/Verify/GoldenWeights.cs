using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify;

/// <summary>The weights of a golden case as a file of their own, under the names of the code base that made them.</summary>
internal sealed class GoldenWeights : IWeightFile
{
    private const string Prefix = "weights.";

    private readonly SafetensorsFile _file;

    public GoldenWeights(SafetensorsFile file)
    {
        _file = file;
        Names = [.. file.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..])];
    }

    public string Path => _file.Path;

    public IReadOnlyCollection<string> Names { get; }

    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    public bool Contains(string name)
    {
        return _file.Contains(Prefix + name);
    }

    public long[] Shape(string name)
    {
        return _file.Shape(Prefix + name);
    }

    public ScalarType Type(string name)
    {
        return _file.Type(Prefix + name);
    }

    public Tensor Read(string name)
    {
        return _file.Read(Prefix + name);
    }

    public void Dispose()
    {
        // The golden case owns the file.
    }
}
