using Microsoft.Playwright;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

public sealed class UploadTests(Chromium chromium) : PageScenario(chromium)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_file_is_stored_and_its_manifest_is_shown(string client)
    {
        string path = File("film.mp4", (12 * MiB) + 1);
        UploadPage page = await OpenAsync(client);
        await PictureAsync(page, $"{client}-empty");
        await page.ChooseAsync(path);
        await PictureAsync(page, $"{client}-chosen");
        await page.StartAsync();
        await page.ExpectObjectsAsync(1);
        await AssertStoredAsync(path);
        UploadManifest manifest = await page.ManifestAsync();
        await PictureAsync(page, $"{client}-stored");
        Assert.Equal(((12L * MiB) + 1, 3), (manifest.Size, manifest.Parts.Count));
    }
}
