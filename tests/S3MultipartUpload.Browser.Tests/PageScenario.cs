using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>The sample, its store, and a Chromium with a profile of its own; one of each for a test.</summary>
public abstract class PageScenario(Chromium chromium) : StoreScenario
{
    private readonly List<IBrowserContext> _others = [];
    private IBrowserContext? _context;

    protected IBrowserContext Context => _context ?? throw new InvalidOperationException("Not started.");

    public override async ValueTask InitializeAsync()
    {
        IBrowser browser = chromium.Browser;
        await base.InitializeAsync();
        _context = await browser.NewContextAsync();
        _context.SetDefaultTimeout(120_000);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (IBrowserContext context in _others)
        {
            await context.CloseAsync();
        }

        await (_context?.CloseAsync() ?? Task.CompletedTask);
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A page of the client, with a user signed in.</summary>
    protected async Task<UploadPage> OpenAsync(
        string client, string user = "ada", Uri? address = null, IBrowserContext? context = null)
    {
        var page = UploadPage.Of(client, await (context ?? Context).NewPageAsync());
        await page.OpenAsync(address ?? Application.Address, user);
        return page;
    }

    /// <summary>The browser is another one, with cookies and storage of its own.</summary>
    protected async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await chromium.Browser.NewContextAsync(options);
        context.SetDefaultTimeout(120_000);
        _others.Add(context);
        return context;
    }

    /// <summary>Keeps a picture of the page in artifacts/screenshots.</summary>
    protected static async Task PictureAsync(UploadPage page, string name) => await page.Page.ScreenshotAsync(new()
    {
        Path = Path.Combine(RepositoryFolder.FullName, "artifacts", "screenshots", $"{name}.png"),
        FullPage = true,
    });
}
