using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive;

/// <summary>A text with its MIME type, such as a piece of HTML.</summary>
/// <param name="mimeType">What kind of text it is.</param>
/// <param name="content">The text itself.</param>
public sealed partial class MimeText(string mimeType, string content) : IHtmlContent
{
    private const string Plain = "text/plain", Html = "text/html", Svg = "image/svg+xml";
    private readonly string _content = content ?? "";

    /// <summary>The text itself.</summary>
    public string Content => _content;

    /// <summary>What kind of text it is.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>The bundle the kernel shows: the text, and its words alone for front ends without HTML.</summary>
    public IReadOnlyDictionary<string, string> ToMimeBundle() => WithWords(new Dictionary<string, string> { [MimeType] = Content });

    /// <summary>Writes the text into a page.</summary>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Content);
    }

    /// <summary>A bundle with the words of its first text, where it has no plain text.</summary>
    internal static Dictionary<string, string> WithWords(Dictionary<string, string> bundle)
    {
        if (bundle.Count > 0 && !bundle.ContainsKey(Plain))
        {
            var (mimeType, content) = bundle.First();
            bundle[Plain] = new MimeText(mimeType, content).ToString();
        }

        return bundle;
    }

    /// <summary>The words: of HTML without its tags, a line for each line there; of a drawing its title.</summary>
    public override string ToString() => MimeType switch
    {
        Html => WordsOf(Content),
        Svg => Title().Match(Content) is { Success: true } title ? WebUtility.HtmlDecode(title.Groups[1].Value).Trim() : "SVG image",
        _ => Content,
    };

    private static string WordsOf(string html)
    {
        var lines = LineEnd().Replace(CellEnd().Replace(Unseen().Replace(html, ""), "\t"), "\n");
        return WebUtility.HtmlDecode(Tag().Replace(lines, "")).Trim();
    }

    [GeneratedRegex("<script.*?</script>|<style.*?</style>|<!--.*?-->", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Unseen();

    [GeneratedRegex(@"</t[dh]>(?=\s*<t[dh])", RegexOptions.IgnoreCase)]
    private static partial Regex CellEnd();

    [GeneratedRegex(@"<br\s*/?>|</(p|div|tr|li|h[1-6])>(?=.)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex LineEnd();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<title[^>]*>(.*?)</title>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Title();
}
