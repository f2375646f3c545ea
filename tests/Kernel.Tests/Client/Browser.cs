using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Kernel.Tests.Client;

/// <summary>The system's Chromium without a window, with one page.</summary>
public sealed class Browser : IDisposable
{
    public const string Program = "/usr/bin/chromium";

    // Debian's notebook names a widget extension that it does not bring; MathJax asks for an empty font on purpose.
    private static readonly string[] NotOurs = ["/nbextensions/widgets/", "about:blank"];

    private readonly ConcurrentQueue<string> _errors = new();
    private readonly IPlaywright _driver;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    public Browser()
    {
        _driver = Playwright.CreateAsync().GetAwaiter().GetResult();
        _browser = _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program, Timeout = 60_000, Args = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }).GetAwaiter().GetResult();
        _page = _browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1200, Height = 900 } }).GetAwaiter().GetResult();
        _page.PageError += (_, message) => _errors.Enqueue(message);
        _page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue($"{message.Text} ({message.Location})");
            }
        };
    }

    /// <summary>What scripts of the page threw, and what the console has as an error, since it was opened; the notebook's own flaws left out.</summary>
    public IEnumerable<string> Errors => _errors.Where(static error => !NotOurs.Any(error.Contains));

    public void Open(string address)
    {
        // A notebook that was changed asks before it is left.
        _page.GotoAsync("about:blank").GetAwaiter().GetResult();
        _errors.Clear();
        _page.GotoAsync(address, new PageGotoOptions { Timeout = 60_000 }).GetAwaiter().GetResult();
    }

    /// <summary>The value of a JavaScript expression; promises are awaited.</summary>
    public JsonNode? Evaluate(string expression)
    {
        var value = _page.EvaluateAsync<JsonElement?>(expression).GetAwaiter().GetResult();
        return value is { } element ? JsonNode.Parse(element.GetRawText()) : null;
    }

    public void WaitUntil(string condition, int seconds = 60)
    {
        try
        {
            _page.WaitForFunctionAsync(
                $"() => {{ try {{ return !!({condition}); }} catch (e) {{ return false; }} }}", null,
                new PageWaitForFunctionOptions { Timeout = seconds * 1000, PollingInterval = 100 }).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"not within {seconds} s: {condition}");
        }
    }

    public void Dispose()
    {
        _browser.CloseAsync().GetAwaiter().GetResult();
        _driver.Dispose();
    }
}
