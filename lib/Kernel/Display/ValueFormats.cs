namespace VisionAttention.Kernel.Display;

/// <summary>One value on its way to several MIME types: its own bundle first, then registered formatters, then the kernel's view of it.</summary>
internal sealed class ValueFormats(object? value)
{
    private readonly Dictionary<string, string>? _bundle = value is null ? null : OwnFormats.Bundle(value);

    // Read when first needed and then kept: a sequence may be one that can be run only once.
    private readonly Lazy<Shown> _shown = new(() => ValueReader.Read(value));

    /// <summary>What the value is shown in when nobody asks for something special.</summary>
    internal IReadOnlyCollection<string> MimeTypes()
    {
        if (_bundle is not null)
        {
            return _bundle.Keys;
        }

        if (value is null or string)
        {
            return value is null ? [] : FormatterTable.MimeTypesOf(typeof(string));
        }

        if (FormatterTable.MimeTypesOf(value.GetType()) is { Length: > 0 } registered)
        {
            return registered;
        }

        if (Picture.Of(value) is { } picture)
        {
            return [picture.MimeType];
        }

        var usual = FormatterTable.UsualMimeType;
        return usual == Display.MimeTypes.Html && HtmlView.Of(_shown.Value) is null ? [] : [usual];
    }

    /// <summary>The value in one MIME type; null when its own bundle has others only.</summary>
    internal string? As(string mimeType)
    {
        if (_bundle is not null)
        {
            return _bundle.GetValueOrDefault(mimeType) ?? (mimeType == Display.MimeTypes.Text ? PlainText.Brief(value!) : null);
        }

        return (value is null ? null : FormatterTable.Write(value, mimeType)) ?? Default(mimeType);
    }

    /// <summary>The plain text beside the others. Where somebody else wrote those, the value is not read for it: its getters may be slow, or print.</summary>
    internal string? Words() =>
        _bundle is null && value is not null && !_shown.IsValueCreated && FormatterTable.MimeTypesOf(value.GetType()).Length > 0
            ? FormatterTable.Write(value, Display.MimeTypes.Text) ?? PlainText.Brief(value)
            : As(Display.MimeTypes.Text);

    private string Default(string mimeType)
    {
        if (mimeType == Display.MimeTypes.Html)
        {
            return HtmlView.Of(_shown.Value) ?? $"<pre>{HtmlView.Escape(PlainText.Of(_shown.Value))}</pre>";
        }

        if (Display.MimeTypes.IsJson(mimeType) && value is not string)
        {
            return OwnFormats.Json(value);
        }

        return value is byte[] bytes && Display.MimeTypes.IsBase64(mimeType) ? Convert.ToBase64String(bytes) : PlainText.Of(_shown.Value);
    }
}
