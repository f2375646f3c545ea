using System.Xml;
using System.Xml.Linq;

namespace VisionAttention.Kit.Testing;

/// <summary>Reads the result file that `dotnet test` writes.</summary>
internal static class TrxFile
{
    /// <summary>The outcome counts and the failures of one file.</summary>
    /// <exception cref="InvalidDataException">The file is not a whole result file.</exception>
    public static TestCounts Read(string path)
    {
        try
        {
            return Read(XDocument.Load(path));
        }
        catch (XmlException failure)
        {
            throw new InvalidDataException($"{path} is not a whole test result file: {failure.Message}", failure);
        }
    }

    /// <summary>The outcome counts and the failures of one document.</summary>
    public static TestCounts Read(XDocument document)
    {
        var counts = new TestCounts();
        foreach (var result in document.Descendants(Space + "UnitTestResult"))
        {
            var name = (string?)result.Attribute("testName") ?? "a test without a name";
            counts = (string?)result.Attribute("outcome") switch
            {
                "Passed" => counts with { Passed = counts.Passed + 1 },
                "NotExecuted" => counts with { Skipped = counts.Skipped + 1 },
                _ => counts with { Failed = counts.Failed + 1, Failures = [.. counts.Failures, $"{name}: {Message(result)}"] },
            };
        }

        return counts;
    }

    private static readonly XNamespace Space = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    private static string Message(XElement result) =>
        result.Descendants(Space + "Message").FirstOrDefault()?.Value.Trim() ?? (string?)result.Attribute("outcome") ?? "no outcome";
}
