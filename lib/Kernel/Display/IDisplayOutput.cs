using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Display;

/// <summary>Where what is displayed goes.</summary>
internal interface IDisplayOutput
{
    public void Show(JsonObject bundle, string? displayId);

    public void Update(JsonObject bundle, string displayId);

    public void Clear(bool wait);

    public string Ask(string prompt, bool password);
}
