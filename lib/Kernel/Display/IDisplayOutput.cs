using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Display;

/// <summary>Where what is displayed goes.</summary>
internal interface IDisplayOutput
{
    void Show(JsonObject bundle, string? displayId);

    void Update(JsonObject bundle, string displayId);

    void Clear(bool wait);

    string Ask(string prompt, bool password);
}
