using System.Text.Json.Nodes;
using VisionAttention.Kernel.Display;

namespace VisionAttention.Kernel.Session;

/// <summary>Sends displays to the cell that makes them.</summary>
internal sealed class CellDisplay(Publisher publisher, CellInputReader input, Func<CellContext?> latest) : IDisplayOutput
{
    public void Show(JsonObject bundle, string? displayId) => Send("display_data", bundle, displayId);

    public void Update(JsonObject bundle, string displayId) => Send("update_display_data", bundle, displayId);

    public void Clear(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    public string Ask(string prompt, bool password) => input.Ask(prompt, password);

    private void Send(string type, JsonObject bundle, string? displayId)
    {
        var transient = new JsonObject();
        if (displayId is not null)
        {
            transient["display_id"] = displayId;
        }

        Publish(type, new JsonObject { ["data"] = bundle, ["metadata"] = new JsonObject(), ["transient"] = transient });
    }

    private void Publish(string type, JsonObject content)
    {
        if ((CellContext.Current ?? latest()) is { Silent: false } cell)
        {
            publisher.Publish(type, cell.Request.Header, content);
        }
    }
}
