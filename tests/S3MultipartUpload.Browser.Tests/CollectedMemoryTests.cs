using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// A browser that collects memory takes nothing from an upload. Chromium drops a stream of a file that waits for its bytes, and is
/// known to nobody but who waits for it: then its reader waits for ever.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class CollectedMemoryTests(Chromium chromium) : PageScenario(chromium)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task An_upload_goes_on_while_memory_is_collected(string client)
    {
        string path = File("disk.img", 96 * MiB);
        UploadPage page = await OpenAsync(client);
        ICDPSession browser = await Context.NewCDPSessionAsync(page.Page);
        await page.ChooseAsync(path);
        await page.StartAsync();
        await UntilAsync(async () =>
        {
            await browser.SendAsync("HeapProfiler.collectGarbage");
            return (await ObjectsAsync()).Count > 0;
        });
        await AssertStoredAsync(path);
    }
}
