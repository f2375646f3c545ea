using VisionAttention.Kit;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Notebooks;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Notebooks;

public sealed class ChartPainterTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task A_figure_becomes_a_picture_of_its_size_as_sharp_as_its_room_allows_and_the_same_bytes_each_time()
    {
        const string Figure = """{"data":[{"type":"bar","x":["</script>"],"y":[3]}],"layout":{"width":300,"height":200}}""";
        var painter = new ChartPainter(WithBrowser());
        var first = await painter.DrawAsync([Figure, Figure], [ChartPicture.MostBytes, 1], CancellationToken.None);
        var again = await painter.DrawAsync([Figure], room: null, CancellationToken.None);
        var (width, height) = (first[0].Png[16..20], first[0].Png[20..24]);
        Assert.Equal((300, 200), (first[0].Width, first[0].Height));
        Assert.Equal((600, 400), (width[2] << 8 | width[3], height[2] << 8 | height[3]));
        Assert.InRange(first[0].Png.Length, 1000, ChartPicture.MostBytes);
        Assert.Equal((300, 200), (first[1].Png[18] << 8 | first[1].Png[19], first[1].Png[22] << 8 | first[1].Png[23]));
        Assert.Equal(first[0].Png, again[0].Png);
    }

    [Fact]
    public async Task A_figure_that_cannot_be_drawn_is_named()
    {
        var painter = new ChartPainter(WithBrowser());
        var failure = await Assert.ThrowsAsync<KitException>(() => painter.DrawAsync(["""{"data":[{"y":[1]}]}""", """{"data":5,"layout":{"width":-3}}"""], room: null, CancellationToken.None));
        Assert.Contains("chart 2 of 2 cannot be drawn", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_browser_the_fix_is_told()
    {
        var failure = await Assert.ThrowsAsync<KitException>(() => new ChartPainter(_checkout.Context()).DrawAsync(["{}"], room: null, CancellationToken.None));
        Assert.Equal("./kit setup --tests", failure.Fix);
    }

    private SetupContext WithBrowser()
    {
        var script = new Workspace(Repository.Root).PlotlyScript;
        Assert.True(File.Exists(script), $"{script} is not there: run ./kit setup");
        Directory.CreateDirectory(Path.GetDirectoryName(_checkout.Workspace.PlotlyScript)!);
        File.Copy(script, _checkout.Workspace.PlotlyScript);
        var machine = Machine.Current();
        Assert.True(machine.Find("chromium") is not null, "chromium is not there: run ./kit setup --tests");
        return _checkout.Context(machine);
    }
}
