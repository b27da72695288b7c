using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>Pages that were written for an older Uppy upload by the same routes.</summary>
public sealed class OldUppyTests(Chromium chromium, OldUppy uppy) : PageScenario(chromium), IClassFixture<OldUppy>
{
    [Theory]
    [InlineData("3", "companionUrl")]
    [InlineData("4", "endpoint")]
    [InlineData("5", "endpoint")]
    public async Task A_file_in_parts_is_stored(string version, string endpoint)
    {
        string script = uppy.ScriptOf(version);
        string path = File("film.mp4", (12 * MiB) + 1);
        UploadPage client = await OpenAsync("s3-multipart-upload"); // Somebody is signed in there.
        await client.Page.GotoAsync(new Uri(Application.Address, "/session").ToString());
        await client.Page.EvaluateAsync("document.body.innerHTML = '<input type=file>'");
        await client.Page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = script });
        await client.Page.Locator("input").SetInputFilesAsync(path);
        string stored = await client.Page.EvaluateAsync<string>(
            "options => upload(document.querySelector('input').files[0], options).then(result => JSON.stringify(result))",
            new { endpoint, partSize = SampleApplication.PartSize });
        Assert.Equal("""{"stored":1}""", stored);
        await AssertStoredAsync(path);
        Assert.Equal([1, 2, 3], StoredParts().Order());
    }
}
