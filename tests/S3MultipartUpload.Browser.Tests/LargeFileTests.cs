using Microsoft.Playwright;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// A large file and F5 in the middle: 160 MiB, or with <c>BROWSER_UPLOAD=whole</c> 1 GiB. Others would wait for its disk.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class LargeFileTests(Chromium chromium) : PageScenario(chromium)
{
    /// <summary>Parts that were under way may be sent again.</summary>
    private const int AtOneTime = 6;

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_large_file_survives_a_reload_and_its_manifest_is_shown(string client)
    {
        bool whole = Environment.GetEnvironmentVariable("BROWSER_UPLOAD") == "whole";
        long size = whole ? 1L << 30 : 160 * MiB;
        int parts = (int)((size + SampleApplication.PartSize - 1) / SampleApplication.PartSize);
        string path = File("disk.img", size);
        UploadPage page = await OpenAsync(client);
        HoldEffect hold = HoldPart(parts / 2);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await page.ChooseAsync(path);
        await page.StartAsync();
        await hold.WaitAsync(1, patience.Token);
        await page.SavedAsync("uploadId");
        await page.KeptAsync();
        await page.ReloadAsync();
        if (client == "Uppy")
        {
            await Assertions.Expect(page.Page.GetByText("Session restored")).ToBeVisibleAsync();
            await page.StartAsync();
        }
        else
        {
            await Assertions.Expect(page.Page.GetByText("choose the file again")).ToBeVisibleAsync();
            await page.ChooseAsync(path);
        }

        await Assertions.Expect(page.Objects).ToHaveCountAsync(1, new() { Timeout = 300_000 });
        UploadManifest manifest = await page.ManifestAsync();
        Assert.Equal((size, parts), (manifest.Size, manifest.Parts.Count));
        await AssertStoredAsync(path);
        Assert.InRange(StoredParts().Length, parts, parts + AtOneTime);
        Assert.Equal(0, await OpenUploadsAsync());
    }
}
