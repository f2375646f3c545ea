namespace VisionAttention.Training.Runs;

/// <summary>What the files in a run's folder are called.</summary>
internal static class RunFiles
{
    public const string Options = "options.json";
    public const string Machine = "machine.json";
    public const string Metrics = "metrics.csv";
    public const string Confusion = "confusion.csv";
    public const string Curves = "curves.html";
    public const string Weights = "weights.safetensors";
    public const string Lock = "run.lock";
}
