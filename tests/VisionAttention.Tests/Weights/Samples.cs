namespace VisionAttention.Tests.Weights;

/// <summary>Files that PyTorch and NumPy wrote themselves; make-samples.py beside them says how.</summary>
internal static class Samples
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Weights", "Samples", name);
}
