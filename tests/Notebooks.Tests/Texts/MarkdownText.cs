using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Notebooks.Tests.Texts;

/// <summary>A text in Markdown: where it leads to, what its headings are called in an address, and its prose without code.</summary>
internal sealed partial class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables()
        .UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub).Build();

    private readonly MarkdownDocument _document;

    public MarkdownText(string source) => _document = Markdown.Parse(source, Pipeline);

    /// <summary>The addresses of links and pictures, those in HTML, too.</summary>
    public IEnumerable<string> Addresses =>
    [
        .. _document.Descendants<LinkInline>().Select(link => link.Url ?? ""),
        .. _document.Descendants<AutolinkInline>().Select(link => link.Url),
        .. _document.Descendants<HtmlInline>().Select(html => html.Tag).Concat(_document.Descendants<HtmlBlock>().Select(html => html.Lines.ToString()))
            .SelectMany(html => HtmlAddress().Matches(html)).Select(match => match.Groups[1].Value),
    ];

    /// <summary>What may stand behind # to lead to a heading.</summary>
    public IEnumerable<string> Anchors => _document.Descendants<HeadingBlock>().Select(heading => heading.TryGetAttributes()?.Id).OfType<string>();

    /// <summary>A line for each paragraph, heading and table cell.</summary>
    public IEnumerable<string> Prose => _document.Descendants<LeafBlock>().Where(block => block.Inline is not null)
        .Select(block => string.Concat(block.Inline!.Descendants().Select(Literal)));

    private static string Literal(MarkdownObject inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        LineBreakInline => " ",
        _ => "",
    };

    [GeneratedRegex("(?:href|src)\\s*=\\s*[\"']([^\"']*)[\"']", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlAddress();
}
