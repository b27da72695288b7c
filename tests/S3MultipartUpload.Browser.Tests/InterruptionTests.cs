using Microsoft.Playwright;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>Whatever stops an upload: what is stored is not sent again, and the object is the file.</summary>
public sealed class InterruptionTests(Chromium chromium) : PageScenario(chromium)
{
    [Fact]
    public async Task After_a_reload_Uppy_has_the_file_and_goes_on()
    {
        (UploadPage page, string path) = await StopAtPart3Async("Uppy");
        await page.ReloadAsync();
        await Assertions.Expect(page.Page.GetByText("Session restored")).ToBeVisibleAsync();
        await PictureAsync(page, "Uppy-restored");
        await page.StartAsync();
        await AssertWentOnAsync(page, path);
    }

    [Fact]
    public async Task After_a_reload_Uppy_asks_for_a_file_that_was_too_large_to_keep()
    {
        (UploadPage page, string path) = await StopAtPart3Async("Uppy");
        // As a browser does that is short of room.
        await page.Page.EvaluateAsync("""
            () => new Promise(resolve => {
              const opening = indexedDB.open('uppy-blobs');
              opening.onsuccess = () => {
                const clearing = opening.result.transaction('files', 'readwrite').objectStore('files').clear();
                clearing.onsuccess = () => { opening.result.close(); resolve(); };
              };
            })
            """);
        await page.ReloadAsync();
        ILocator again = page.Page.GetByRole(AriaRole.Button, new() { Name = "Re-select" });
        await Assertions.Expect(again.First).ToBeVisibleAsync();
        await PictureAsync(page, "Uppy-ghost");
        await again.First.ClickAsync();
        await page.ChooseAsync(path);
        await page.StartAsync();
        await AssertWentOnAsync(page, path);
    }

    [Fact]
    public async Task After_a_reload_our_client_goes_on_with_the_file_that_is_chosen_again()
    {
        (UploadPage page, string path) = await StopAtPart3Async("s3-multipart-upload");
        await page.ReloadAsync();
        await Assertions.Expect(page.Page.GetByText("choose the file again")).ToBeVisibleAsync();
        await PictureAsync(page, "s3-multipart-upload-unfinished");
        await page.ChooseAsync(path);
        await AssertWentOnAsync(page, path);
    }

    /// <summary>What the browser remembers of a file, its name, size and date, is not what is in it.</summary>
    [Fact]
    public async Task After_a_reload_our_client_sends_all_of_a_file_that_is_another_under_the_same_name_and_date()
    {
        (UploadPage page, string path) = await StopAtPart3Async("s3-multipart-upload");
        await page.ReloadAsync();
        await Assertions.Expect(page.Page.GetByText("choose the file again")).ToBeVisibleAsync();
        DateTime date = System.IO.File.GetLastWriteTimeUtc(path);
        byte[] other = [.. (await System.IO.File.ReadAllBytesAsync(path)).Select(value => (byte)~value)];
        await System.IO.File.WriteAllBytesAsync(path, other);
        System.IO.File.SetLastWriteTimeUtc(path, date);
        await page.ChooseAsync(path);
        await page.ExpectObjectsAsync(1);
        await AssertStoredAsync(path);
        Assert.Single(Store.Requests, request => request.Operation == S3Operation.CreateMultipartUpload);
        Assert.Equal([1, 2, 3, 4, 5], StoredParts()[4..].Order());
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Offline_and_back(string client)
    {
        string path = File("film.mp4", (22 * MiB) + 5);
        UploadPage page = await OpenAsync(client);
        Task<IRoute> part3 = await page.HoldPartAsync(3);
        await page.ChooseAsync(path);
        await page.StartAsync();
        IRoute cut = await part3;
        await Context.SetOfflineAsync(true);
        await cut.AbortAsync(RequestAbortErrorCode.InternetDisconnected);
        await PictureAsync(page, $"{client}-offline");
        await Context.SetOfflineAsync(false);
        await AssertWentOnAsync(page, path);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_pause_ends_when_the_user_says_so(string client)
    {
        (UploadPage page, string path) = await StopAtPart3Async(client);
        await page.PauseAsync();
        await Assertions.Expect(page.Page.GetByText("Paused").First).ToBeVisibleAsync();
        await PictureAsync(page, $"{client}-paused");
        Store.Faults.Clear();
        Assert.Equal(1, await OpenUploadsAsync());
        await page.ResumeAsync();
        await AssertWentOnAsync(page, path);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_cancelled_upload_leaves_nothing_behind(string client)
    {
        (UploadPage page, _) = await StopAtPart3Async(client);
        await page.CancelAsync();
        await UntilAsync(async () => await OpenUploadsAsync() == 0);
        await Assertions.Expect(page.Objects).ToHaveCountAsync(0);
        await page.SavedAsync("film.mp4", isThere: false);
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Assertions.Expect(page.Page.GetByText("film.mp4")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Two_tabs_keep_what_is_theirs()
    {
        string[] paths = [File("one.mp4", 22 * MiB), File("other.mp4", 21 * MiB)];
        UploadPage[] tabs = [await OpenAsync("Uppy"), await OpenAsync("Uppy")];
        foreach ((int index, UploadPage tab) in tabs.Index())
        {
            HoldEffect hold = HoldPart(3);
            await tab.ChooseAsync(paths[index]);
            await tab.StartAsync();
            await hold.WaitAsync(1, Patience);
        }

        foreach ((int index, UploadPage tab) in tabs.Index())
        {
            await tab.SavedAsync("uploadId");
            await tab.ReloadAsync();
            await Assertions.Expect(tab.Page.GetByText("Session restored")).ToBeVisibleAsync();
            await Assertions.Expect(tab.Page.GetByText(Path.GetFileName(paths[index])).First).ToBeVisibleAsync();
            await Assertions.Expect(tab.Page.GetByText(Path.GetFileName(paths[1 - index]))).ToHaveCountAsync(0);
            await tab.StartAsync();
        }

        foreach (string path in paths)
        {
            await UntilStoredAsync(path);
        }

        Assert.Equal(10, StoredParts().Length);
    }

    [Fact]
    public async Task The_same_file_in_two_tabs_of_our_client_is_stored_twice_at_most_and_whole()
    {
        string path = File("film.mp4", 22 * MiB);
        UploadPage[] tabs = [await OpenAsync("s3-multipart-upload"), await OpenAsync("s3-multipart-upload")];
        await Task.WhenAll(tabs.Select(tab => tab.ChooseAsync(path)));
        foreach (UploadPage tab in tabs)
        {
            await Assertions.Expect(tab.Page.GetByText("Stored, 22.0 MiB")).ToBeVisibleAsync();
        }

        Assert.Equal(0, await OpenUploadsAsync());
        await AssertAllAreAsync(path);
    }

    /// <summary>An upload of five parts, of which the third does not arrive.</summary>
    private async Task<(UploadPage Page, string Path)> StopAtPart3Async(string client)
    {
        string path = File("film.mp4", (22 * MiB) + 5);
        UploadPage page = await OpenAsync(client);
        HoldEffect hold = HoldPart(3);
        await page.ChooseAsync(path);
        await page.StartAsync();
        await hold.WaitAsync(1, Patience);
        // Our client has sent the others beside it.
        await UntilAsync(() => Task.FromResult(StoredParts().Length == (client == "Uppy" ? 2 : 4)));
        await page.SavedAsync("uploadId");
        return (page, path);
    }

    private async Task AssertWentOnAsync(UploadPage page, string path)
    {
        await page.ExpectObjectsAsync(1);
        await AssertStoredAsync(path);
        Assert.Equal([1, 2, 3, 4, 5], StoredParts().Order());
        Assert.Equal(0, await OpenUploadsAsync());
    }
}
