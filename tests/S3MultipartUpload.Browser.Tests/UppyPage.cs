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

    /// <summary>Uppy writes twice a second; who reloads before finds what was there before.</summary>
    public override Task SavedAsync(string word, bool isThere = true) => Page.EvaluateAsync(
        """
        ([word, isThere]) => new Promise((resolve, reject) => {
          const opening = indexedDB.open('uppy-blobs');
          opening.onerror = () => reject(opening.error);
          const look = () => {
            const asking = opening.result.transaction('metadata').objectStore('metadata').getAll();
            asking.onerror = () => reject(asking.error);
            asking.onsuccess = () => {
              if ((asking.result.length || !isThere) && asking.result.every(tab => JSON.stringify(tab).includes(word) === isThere)) {
                opening.result.close();
                resolve();
              } else {
                setTimeout(look, 50);
              }
            };
          };
          opening.onsuccess = look;
        })
        """,
        new object[] { word, isThere });

    public override Task KeptAsync() => Page.EvaluateAsync("""
        () => new Promise((resolve, reject) => {
          const opening = indexedDB.open('uppy-blobs');
          opening.onerror = () => reject(opening.error);
          const look = () => {
            const counting = opening.result.transaction('files').objectStore('files').count();
            counting.onerror = () => reject(counting.error);
            counting.onsuccess = () => {
              if (counting.result > 0) {
                opening.result.close();
                resolve();
              } else {
                setTimeout(look, 50);
              }
            };
          };
          opening.onsuccess = look;
        })
        """);

    public override async Task DropAsync(params string[] paths) =>
        await DropAsync(Page.Locator(".uppy-Dashboard-dropFilesHereHint, .uppy-Dashboard-AddFiles").First, paths);

    private Task ClickAsync(string name) =>
        Page.Locator(".uppy-StatusBar").GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync();
}
