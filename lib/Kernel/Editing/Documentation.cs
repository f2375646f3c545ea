using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VisionAttention.Kernel.Editing;

/// <summary>The XML documentation of a symbol as readable text.</summary>
internal sealed partial class Documentation
{
    private const int InheritanceLimit = 8;
    private readonly XElement _member;

    private Documentation(XElement member) => _member = member;

    internal string Summary => Section("summary");

    internal string Remarks => Section("remarks");

    internal string Returns => Section("returns");

    internal IEnumerable<(string Name, string Text)> Parameters => Named("param", "name").Concat(Named("typeparam", "name"));

    internal IEnumerable<(string Name, string Text)> Exceptions => Named("exception", "cref").Select(static entry => (ShortName(entry.Name), entry.Text));

    /// <summary>The documentation of a symbol, or of what it overrides or implements when that says more; null when nobody wrote any.</summary>
    internal static Documentation? Of(ISymbol symbol, int depth = 0)
    {
        // A constructed or reduced member is documented where it was declared.
        var original = (symbol is IMethodSymbol { ReducedFrom: { } full } ? full : symbol).OriginalDefinition;
        var text = original.GetDocumentationCommentXml() is { Length: > 0 } xml ? xml : FromComments(original);
        var member = Parsed(text);
        if ((member is null || member.Element("inheritdoc") is not null) && depth < InheritanceLimit && Inherited(original) is { } inherited)
        {
            return Of(inherited, depth + 1) ?? (member is null ? null : new Documentation(member));
        }

        return member is null ? null : new Documentation(member);
    }

    private string Section(string name) => _member.Element(name) is { } element ? Text(element) : "";

    private IEnumerable<(string Name, string Text)> Named(string element, string attribute) =>
        _member.Elements(element).Select(entry => ((string?)entry.Attribute(attribute) ?? "", Text(entry)));

    /// <summary>Cells are parsed without documentation, so their comments are read as text; one without tags is all summary.</summary>
    private static string? FromComments(ISymbol symbol)
    {
        var node = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        while (node is VariableDeclaratorSyntax or VariableDeclarationSyntax)
        {
            node = node.Parent;
        }

        var lines = node?.GetLeadingTrivia().ToFullString().Split('\n').Select(static line => line.Trim())
            .Where(static line => line.StartsWith("///", StringComparison.Ordinal)).Select(static line => line[3..].Trim());
        var comment = lines is null ? "" : string.Join('\n', lines);
        return comment.Length == 0 ? null
            : comment.Contains("<summary>", StringComparison.Ordinal) ? $"<member>{comment}</member>"
            : $"<member><summary>{comment}</summary></member>";
    }

    private static XElement? Parsed(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return XElement.Parse(text, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return new XElement("member", new XElement("summary", Markup().Replace(text, "")));
        }
    }

    private static ISymbol? Inherited(ISymbol symbol)
    {
        ISymbol? overridden = symbol switch
        {
            IMethodSymbol method => method.OverriddenMethod,
            IPropertySymbol property => property.OverriddenProperty,
            IEventSymbol ev => ev.OverriddenEvent,
            INamedTypeSymbol { BaseType.SpecialType: not SpecialType.System_Object } type => type.BaseType,
            _ => null,
        };
        if (overridden is not null || symbol.ContainingType is not { } owner || symbol is ITypeSymbol)
        {
            return overridden;
        }

        return owner.AllInterfaces.SelectMany(contract => contract.GetMembers(symbol.Name))
            .FirstOrDefault(member => SymbolEqualityComparer.Default.Equals(owner.FindImplementationForInterfaceMember(member), symbol));
    }

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        var lines = text.ToString().Split('\n').Select(static line => Blanks().Replace(line, " ").Trim());
        return Gaps().Replace(string.Join('\n', lines), "\n").Trim();
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText words)
            {
                // Line ends in the file are where its author's editor ended a line.
                text.Append(words.Value.ReplaceLineEndings(" "));
            }
            else if (node is XElement part)
            {
                var name = part.Name.LocalName;
                var reference = (string?)part.Attribute("cref") ?? (string?)part.Attribute("langword") ?? (string?)part.Attribute("name") ?? (string?)part.Attribute("href");
                text.Append(name is "para" or "code" or "item" or "br" ? "\n" : "").Append(name == "item" ? "- " : "");
                if (part.IsEmpty || (name is "see" or "seealso" && part.Value.Length == 0))
                {
                    text.Append(reference is null ? "" : ShortName(reference));
                }
                else if (name == "code")
                {
                    text.Append(part.Value.Trim('\r', '\n'));
                }
                else
                {
                    Append(text, part);
                }

                text.Append(name is "para" or "code" ? "\n" : "");
            }
        }
    }

    /// <summary><c>M:System.Math.Max(System.Int32,System.Int32)</c> becomes <c>Math.Max</c>.</summary>
    private static string ShortName(string reference)
    {
        if (reference.Length < 2 || reference[1] != ':')
        {
            return reference;
        }

        var parts = reference[2..].Split('(')[0].Split('.');
        var kept = reference[0] == 'T' || parts.Length == 1 ? parts[^1] : $"{parts[^2]}.{parts[^1]}";
        return Arity().Replace(kept, "");
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\n{2,}")]
    private static partial Regex Gaps();

    [GeneratedRegex(@"``?\d+")]
    private static partial Regex Arity();
}
