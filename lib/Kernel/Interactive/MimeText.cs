using System.Net;
using System.Text.RegularExpressions;
using VisionAttention.Kernel.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>A text with its MIME type, such as a piece of HTML.</summary>
public sealed partial class MimeText(string mimeType, string content)
{
    /// <summary>The text itself.</summary>
    public string Content { get; } = content;

    /// <summary>What kind of text it is.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>The bundle the kernel shows: the text, and its words alone for front ends without HTML.</summary>
    public IReadOnlyDictionary<string, string> ToMimeBundle() =>
        new Dictionary<string, string> { [MimeType] = Content, [MimeTypes.Text] = ToString() };

    /// <inheritdoc/>
    public override string ToString() =>
        MimeType == MimeTypes.Html ? WebUtility.HtmlDecode(Tag().Replace(Content, "")).Trim() : Content;

    [GeneratedRegex("<script.*?</script>|<style.*?</style>|<[^>]*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Tag();
}
