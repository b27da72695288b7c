using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>The page with the client of this repository, s3-multipart-upload.</summary>
public sealed class ClientPage(IPage page) : UploadPage(page)
{
    protected override string Path => "/client.html";

    public override Task ReadyAsync() =>
        Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Choose files" })).ToBeEnabledAsync();

    public override Task ChooseAsync(params string[] paths) => Page.Locator("#files-chosen").SetInputFilesAsync(paths);

    public override Task ChooseFolderAsync(string path) => Page.Locator("#folder-chosen").SetInputFilesAsync(path);

    public override async Task DropAsync(params string[] paths) => await DropAsync(Page.Locator("#drop"), paths);

    public override Task StartAsync() => Task.CompletedTask; // It starts by itself.

    public override Task PauseAsync() => ClickAsync("Pause");

    public override Task ResumeAsync() => ClickAsync("Resume");

    public override Task CancelAsync() => ClickAsync("Cancel");

    private Task ClickAsync(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync();
}
