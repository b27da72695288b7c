using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>The page with Uppy's dashboard.</summary>
public sealed class UppyPage(IPage page) : UploadPage(page)
{
    protected override string Path => "/";

    public override Task ReadyAsync() => Assertions.Expect(Page.Locator(".uppy-Dashboard-inner")).ToBeVisibleAsync();

    public override Task ChooseAsync(params string[] paths) => Page.Locator(".uppy-Dashboard-input").First.SetInputFilesAsync(paths);

    public override Task ChooseFolderAsync(string path) => Page.Locator(".uppy-Dashboard-input").Nth(1).SetInputFilesAsync(path);

    public override Task StartAsync() => ClickAsync("Upload ");

    public override Task PauseAsync() => ClickAsync("Pause");

    public override Task ResumeAsync() => ClickAsync("Resume");

    public override Task CancelAsync() => ClickAsync("Cancel");

    public override async Task DropAsync(params string[] paths) =>
        await DropAsync(Page.Locator(".uppy-Dashboard-dropFilesHereHint, .uppy-Dashboard-AddFiles").First, paths);

    private Task ClickAsync(string name) =>
        Page.Locator(".uppy-StatusBar").GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync();
}
