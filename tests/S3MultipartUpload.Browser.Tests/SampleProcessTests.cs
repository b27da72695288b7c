using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// <c>dotnet run --project samples/BrowserUpload</c>, with nothing set: its own store and its folder, its own keys and their folder. Only
/// where the machine keeps temporary files and a user's own is the test's.
/// </summary>
public sealed class SampleProcessTests(Chromium chromium) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sample-process-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_sample_stores_a_file_with_nothing_set()
    {
        IBrowser browser = chromium.Browser;
        byte[] film = new byte[(16 << 20) + 1];
        new Random(1).NextBytes(film);
        string path = Path.Combine(_folder, "film.mp4");
        await File.WriteAllBytesAsync(path, film);
        string sample = Path.Combine(RepositoryFolder.FullName, "samples", "BrowserUpload");
        Dictionary<string, string> own = new() { ["TMPDIR"] = _folder, ["HOME"] = _folder };
        await using (SampleProcess server = await SampleProcess.StartAsync("BrowserUpload", sample, own))
        {
            await using IBrowserContext context = await browser.NewContextAsync();
            UploadPage page = new UppyPage(await context.NewPageAsync());
            await page.OpenAsync(new Uri(server.Address), "ada");
            await page.ChooseAsync(path);
            await page.StartAsync();
            await page.ExpectObjectsAsync(1);
            UploadManifest manifest = await page.ManifestAsync();
            Assert.Equal((film.Length, 2), (manifest.Size, manifest.Parts.Count));
        }

        Assert.Equal(film, await SampleProcess.StoredAsync(Path.Combine(_folder, "s3-browser-upload")));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, ".aspnet", "DataProtection-Keys")));
    }
}
