using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Display;

/// <summary>The output area of the running cell.</summary>
public static class Output
{
    // Static because the display functions of notebooks are static; set once, when the kernel starts.
    private static IDisplayOutput? s_target;

    internal static IDisplayOutput Target
    {
        get => s_target ?? throw new InvalidOperationException("nothing can be displayed outside a kernel; run this code in a notebook");
        set => s_target = value;
    }

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">True: only when the next output arrives, which avoids flicker.</param>
    public static void Clear(bool wait = false) => Target.Clear(wait);
}

/// <summary>Where what is displayed goes.</summary>
internal interface IDisplayOutput
{
    void Show(JsonObject bundle, string? displayId);

    void Update(JsonObject bundle, string displayId);

    void Clear(bool wait);

    string Ask(string prompt, bool password);
}
