using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>A page of the sample as a user sees it: by its labels and roles, whichever client is behind them.</summary>
public abstract class UploadPage(IPage page)
{
    public IPage Page { get; } = page;

    public ILocator Notice => Page.GetByRole(AriaRole.Alert).And(Page.Locator("#notice"));

    public ILocator Objects => Page.Locator("#objects li");

    protected abstract string Path { get; }

    public static UploadPage Of(string client, IPage page) => client == "Uppy" ? new UppyPage(page) : new ClientPage(page);

    public async Task OpenAsync(Uri address, string user)
    {
        await Page.GotoAsync(new Uri(address, Path).ToString());
        if (await Page.Locator("body").And(Page.Locator("[data-signed-in]")).GetAttributeAsync("data-signed-in") == "false")
        {
            await Page.GetByLabel("Name").FillAsync(user);
            await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        }

        await Assertions.Expect(Page.Locator("#user")).ToHaveTextAsync(user);
        await ReadyAsync();
    }

    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        await Assertions.Expect(Page.Locator("#user")).Not.ToBeEmptyAsync();
    }

    /// <summary>Until the page can take files.</summary>
    public abstract Task ReadyAsync();

    public abstract Task ChooseAsync(params string[] paths);

    public abstract Task ChooseFolderAsync(string path);

    /// <summary>Drops files and folders as a user's mouse does.</summary>
    public abstract Task DropAsync(params string[] paths);

    public abstract Task StartAsync();

    public abstract Task PauseAsync();

    public abstract Task ResumeAsync();

    public abstract Task CancelAsync();

    /// <summary>Until what the page, and every other tab of it, has written down of its uploads has a word, or has it no more.</summary>
    public virtual Task SavedAsync(string word, bool isThere = true) => Task.CompletedTask; // It is written at once.

    /// <summary>Until the browser has the bytes of the files that were chosen, if the client keeps them for after a reload.</summary>
    public virtual Task KeptAsync() => Task.CompletedTask;

    /// <summary>Holds the first request for a part before it leaves the browser.</summary>
    /// <returns>A task that completes when it is there.</returns>
    public async Task<Task<IRoute>> HoldPartAsync(int number)
    {
        var held = new TaskCompletionSource<IRoute>();
        var part = new Regex($"[?&]partNumber={number}(&|$)");
        await Page.RouteAsync(part, route => held.TrySetResult(route), new() { Times = 1 });
        return held.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    public Task ExpectObjectsAsync(int count) =>
        Assertions.Expect(Objects).ToHaveCountAsync(count, new() { Timeout = 120_000 });

    /// <returns>The manifest that the page shows of its newest object.</returns>
    public async Task<UploadManifest> ManifestAsync()
    {
        ILocator manifest = Objects.First.GetByLabel("Manifest");
        await Objects.First.Locator("summary").ClickAsync();
        await Assertions.Expect(manifest).Not.ToBeEmptyAsync();
        return UploadManifest.FromJson(await manifest.TextContentAsync() ?? "");
    }

    protected async Task DropAsync(ILocator target, string[] paths)
    {
        LocatorBoundingBoxResult box = await target.BoundingBoxAsync() ?? throw new InvalidOperationException("Nothing to drop on.");
        ICDPSession browser = await Page.Context.NewCDPSessionAsync(Page);
        foreach (string type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await browser.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = box.X + (box.Width / 2),
                ["y"] = box.Y + (box.Height / 2),
                ["data"] = new { items = Array.Empty<object>(), files = paths, dragOperationsMask = 1 },
            });
        }
    }
}
