using System.Net;
using VisionAttention.Data;
using VisionAttention.Kit;
using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Commands;

public sealed class DataCommandTests
{
    [Fact]
    public void Every_set_of_the_manifest_can_be_fetched_and_proved()
    {
        var sets = DataSetManifest.Read(Repository.Root);

        Assert.Equal(["fashion-mnist", "mnist", "kmnist", "cifar10", "cifar100", "sentences", "sentences-uci", "minilm", "emoji"], sets.Keys);
        Assert.All(sets, pair =>
        {
            var (name, set) = pair;
            Assert.NotEmpty(set.Licence);
            Assert.All(set.Addresses, address => Assert.EndsWith("/", new Uri(address).AbsoluteUri, StringComparison.Ordinal));
            // Nobody publishes a sum of UCI's archive, and it has one address; a package has none here, and Debian's are others in each release.
            if (name == "sentences-uci" || set.Archives.All(archive => archive.Apt is not null))
                return;
            Assert.Equal((set.Npm ?? set.NuGet) is null, set.Addresses.Count is >= 2 and <= 9);
            Assert.All(set.Files, file => Assert.Matches("^[0-9a-f]{64}$", file.Sha256 ?? set.Archives.Single(archive => archive.Name == file.Archive).Sha256));
        });
    }

    [Fact]
    public async Task A_set_that_no_address_gives_is_refused_with_one_remedy()
    {
        using var checkout = new Checkout();
        using var client = new HttpClient(new Refusing());
        var context = checkout.Context() with { Http = client };

        var failure = await Assert.ThrowsAsync<KitException>(() => new DataStep("kmnist").ApplyAsync(context, CancellationToken.None));

        Assert.Contains("http://codh.rois.ac.jp/kmnist/dataset/kmnist/train-images-idx3-ubyte.gz", failure.Problem, StringComparison.Ordinal);
        Assert.EndsWith($"or put the file at {checkout.Root}/data/kmnist/train-images-idx3-ubyte.gz and do the same", failure.Fix, StringComparison.Ordinal);
        Assert.Single(failure.Message.Split("Fix: ")[1..]);
    }

    [Fact]
    public void A_download_shows_a_line_each_ten_percent_where_there_is_no_terminal()
    {
        using var checkout = new Checkout();
        using var progress = new DataProgress(checkout.Context().Report);
        for (var received = 0; received <= 1000; received += 5)
            progress.Report(new DataSetProgress("a.gz", Text: null, received, Total: 1000));
        progress.Report(new DataSetProgress("a.gz", "a.gz: done"));

        var lines = checkout.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(11, lines.Length);
        Assert.Equal("a.gz: 10 % of 0 MiB", lines[0]);
        Assert.Equal("a.gz: done", lines[^1]);
    }

    private sealed class Refusing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden));
    }
}
