namespace S3MultipartUpload.Browser.Tests;

/// <summary>What goes well, by both clients.</summary>
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
        // The client sends a checksum of each part, Uppy none.
        Assert.All(manifest.Parts, part => Assert.Equal(client == "Uppy", part.Checksum is null));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Several_files_and_an_empty_one(string client)
    {
        string[] paths = [File("a.txt", 1), File("b.txt", 6 * MiB), File("c.txt", 100), File("empty.txt", 0)];
        UploadPage page = await OpenAsync(client);
        await page.ChooseAsync(paths);
        await page.StartAsync();
        // What Uppy sends in one request, as every empty file, comes without a manifest.
        await page.ExpectObjectsAsync(client == "Uppy" ? 3 : 4);
        foreach (string path in paths)
        {
            await UntilStoredAsync(path);
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_folder_is_chosen(string client)
    {
        string[] paths = [File("photos/one.jpg", 1000), File("photos/deep/two.jpg", 2000)];
        UploadPage page = await OpenAsync(client);
        await page.ChooseFolderAsync(Path.GetDirectoryName(paths[0])!);
        await page.StartAsync();
        await page.ExpectObjectsAsync(2);
        await AssertStoredAsync(paths[0]);
        await AssertStoredAsync(paths[1]);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_folder_is_dropped(string client)
    {
        string[] paths = [File("photos/one.jpg", 1000), File("photos/deep/two.jpg", 2000), File("film.mp4", 3000)];
        UploadPage page = await OpenAsync(client);
        await page.DropAsync(Path.GetDirectoryName(paths[0])!, paths[2]);
        await page.StartAsync();
        await page.ExpectObjectsAsync(3);
        foreach (string path in paths)
        {
            await AssertStoredAsync(path);
        }
    }
}
