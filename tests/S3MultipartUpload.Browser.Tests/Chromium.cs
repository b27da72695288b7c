using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(S3MultipartUpload.Browser.Tests.Chromium))]

namespace S3MultipartUpload.Browser.Tests;

/// <summary>The machine's own Chromium, or the one that <c>CHROMIUM</c> names; started once, and nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser; a test without one is skipped.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, ChromiumPath.HowToGet);
            return _browser!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (ChromiumPath.Find() is not { } path)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(120_000); // Other tests, and other machines, may be slow.
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            ChromiumSandbox = false,
            Args = Arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }
}
