using System.Globalization;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace VisionAttention.Kernel.Execution;

/// <summary>The XML documentation file beside an assembly, read when somebody first asks for it.</summary>
internal sealed class XmlDocumentation : DocumentationProvider
{
    private readonly string _path;
    private readonly Lazy<Dictionary<string, string>> _members;

    private XmlDocumentation(string path)
    {
        _path = path;
        _members = new(() => Read(path));
    }

    internal static XmlDocumentation? Beside(string assemblyPath)
    {
        var path = Path.ChangeExtension(assemblyPath, ".xml");
        return File.Exists(path) ? new XmlDocumentation(path) : null;
    }

    public override bool Equals(object? obj) => obj is XmlDocumentation other && other._path == _path;

    public override int GetHashCode() => _path.GetHashCode(StringComparison.Ordinal);

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _members.Value.GetValueOrDefault(documentationMemberID);

    private static Dictionary<string, string> Read(string path)
    {
        var members = new Dictionary<string, string>();
        try
        {
            var document = new XmlDocument();
            document.Load(path);
            foreach (XmlElement member in document.GetElementsByTagName("member"))
            {
                members.TryAdd(member.GetAttribute("name"), member.OuterXml);
            }
        }
        catch (Exception error) when (error is XmlException or IOException)
        {
            // Help is optional: an unreadable file means no documentation, not a failed cell.
        }

        return members;
    }
}
