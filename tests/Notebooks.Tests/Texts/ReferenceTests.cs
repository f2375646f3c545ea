using System.Text.RegularExpressions;

namespace Notebooks.Tests.Texts;

/// <summary>Whatever a lesson cites stands in its references.</summary>
public sealed partial class ReferenceTests
{
    private const string Heading = "References.";

    public static TheoryData<string> Names() => Lessons.NumberedNames();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_work_that_is_cited_is_in_the_references(string name)
    {
        var lesson = TextFile.Read(Lessons.Find(name).Path);
        var references = Assert.Single(lesson.Parts.SelectMany(part => part.Text.Prose), text => text.StartsWith(Heading, StringComparison.Ordinal));
        var cited = lesson.Parts.SelectMany(part => part.Text.Prose.Where(text => text != references).SelectMany(Citations).Select(work => (part.Name, Work: work)));

        var missing = cited.Where(cite => !IsListed(cite.Work, references)).Select(cite => $"{name}{cite.Name}: {cite.Work.Author} {cite.Work.Year} is not in the references");

        Assert.Empty(missing);
    }

    [Fact]
    public void A_citation_is_found_however_it_is_written()
    {
        const string Text = "See Ramachandran et al. (2019) and (Xiao, Rasul and Vollgraf 2017); Abnar and Zuidema 2020, but nothing of Table 2019 or in 2021.";

        Assert.Equal([("Ramachandran", "2019"), ("Vollgraf", "2017"), ("Zuidema", "2020")], Citations(Text));
        Assert.True(IsListed(("Vollgraf", "2017"), "References. Xiao, Rasul and Vollgraf 2017, Fashion-MNIST"));
        Assert.False(IsListed(("Vollgraf", "2018"), "References. Xiao, Rasul and Vollgraf 2017, Fashion-MNIST. Other 2018"));
    }

    private static IEnumerable<(string Author, string Year)> Citations(string text) =>
        Citation().Matches(text).Select(match => (match.Groups["author"].Value, match.Groups["year"].Value));

    private static bool IsListed((string Author, string Year) work, string references) =>
        Regex.IsMatch(references, $@"\b{Regex.Escape(work.Author)}\b[^\d]{{0,40}}{work.Year}");

    [GeneratedRegex(@"(?!Table|Figure|Eq)\b(?<author>\p{Lu}\p{Ll}[\p{L}-]*)(?: et al\.)?,? \(?(?<year>(?:19|20)\d\d)\b")]
    private static partial Regex Citation();
}
