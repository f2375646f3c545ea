using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify;

/// <summary>The weights of a golden case as a file of their own, under the names of the code base that made them.</summary>
internal sealed class GoldenWeights(GoldenCase golden, SafetensorsFile file) : IWeightFile
{
    private const string Prefix = "weights.";

    public string Path => file.Path;

    public IReadOnlyCollection<string> Names { get; } = [.. golden.Weights];

    public IReadOnlyDictionary<string, string> Metadata => file.Metadata;

    public bool Contains(string name) => file.Contains(Prefix + name);

    public long[] Shape(string name) => file.Shape(Prefix + name);

    public ScalarType Type(string name) => file.Type(Prefix + name);

    public Tensor Read(string name) => golden.Read(Prefix + name);

    public void Dispose()
    {
        // The golden case owns the file.
    }
}
