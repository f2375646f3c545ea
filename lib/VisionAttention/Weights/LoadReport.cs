namespace VisionAttention.Weights;

/// <summary>What loading did.</summary>
/// <param name="Names">Whose names the file has.</param>
/// <param name="Loaded">The model's weights that were filled.</param>
/// <param name="Missing">The model's weights that the file does not have.</param>
/// <param name="Surplus">The file's weights that the model has no place for.</param>
/// <param name="Misshaped">One line for each weight whose shape or parts do not fit, with both shapes.</param>
/// <param name="Notes">What was done beside copying: positions resized, weights passed over.</param>
public sealed record LoadReport(
    string Names,
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Surplus,
    IReadOnlyList<string> Misshaped,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether every weight of the model was filled and every weight of the file used.</summary>
    public bool IsComplete => Missing.Count == 0 && Surplus.Count == 0 && Misshaped.Count == 0;

    /// <summary>All problems in one line; empty where there are none.</summary>
    public string Problems()
    {
        string[] parts = [Part("missing", Missing), Part("surplus", Surplus), Part("misshaped", Misshaped)];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    private static string Part(string word, IReadOnlyList<string> names)
    {
        return names.Count == 0 ? "" : $"{names.Count} {word}: {string.Join(", ", names)}";
    }
}
