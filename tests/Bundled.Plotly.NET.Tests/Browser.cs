using System.Diagnostics;
using VisionAttention.Data;

namespace Bundled.Plotly.NET.Tests;

/// <summary>A real browser without a window; pages come from a folder, and no address of another machine answers.</summary>
internal static class Browser
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>A folder with plotly.js in it.</summary>
    public static string Folder()
    {
        var plotly = Path.Combine(DataSetManifest.FindRoot(AppContext.BaseDirectory), "artifacts", "web", "plotly.min.js");
        Assert.True(File.Exists(plotly), $"{plotly} is not there: run ./kit setup");
        Assert.True(File.Exists(Chromium), $"{Chromium} is not there: run ./kit setup --tests");
        var folder = Directory.CreateTempSubdirectory("charts-").FullName;
        File.Copy(plotly, Path.Combine(folder, "plotly.min.js"));
        return folder;
    }

    /// <summary>A page as it is after its scripts have run.</summary>
    /// <param name="folder">Where the browser may write.</param>
    /// <param name="address">The page; the folder's page.html where left out.</param>
    /// <param name="keep">Whether the folder stays.</param>
    public static string Dump(string folder, string? address = null, bool keep = false)
    {
        var start = new ProcessStartInfo(Chromium) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[
            "--headless", "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--window-size=1200,900", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            $"--user-data-dir={Path.Combine(folder, "profile")}", "--virtual-time-budget=30000", "--dump-dom", address ?? $"file://{folder}/page.html"])
            start.ArgumentList.Add(argument);
        using var browser = Process.Start(start)!;
        var errors = browser.StandardError.ReadToEndAsync();
        var dumped = browser.StandardOutput.ReadToEnd();
        Assert.True(browser.WaitForExit(TimeSpan.FromSeconds(90)), "the browser did not end within 90 s");
        _ = errors.Result;
        if (!keep)
            Directory.Delete(folder, recursive: true);
        return dumped;
    }
}
