using VisionAttention.Kernel.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>Something on display, which can be replaced by another value.</summary>
public sealed class DisplayedValue
{
    private readonly string[] _mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes, object? value) => (DisplayId, _mimeTypes, Value) = (displayId, mimeTypes, value);

    /// <summary>The name the front end knows the output by.</summary>
    public string DisplayId { get; }

    /// <summary>The value shown now.</summary>
    public object? Value { get; private set; }

    /// <summary>Shows another value in the same place, in the MIME types of the first one.</summary>
    public void Update(object? updatedValue)
    {
        Value = updatedValue;
        Output.Target.Update(MimeBundle.Of(updatedValue, _mimeTypes), DisplayId);
    }
}
