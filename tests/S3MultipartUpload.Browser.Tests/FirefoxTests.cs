namespace S3MultipartUpload.Browser.Tests;

/// <summary>The plain case in Firefox: a file of several parts, by both clients.</summary>
public sealed class FirefoxTests : StoreScenario
{
    [Theory]
    [InlineData("/", ".uppy-Dashboard-input", ".uppy-StatusBar-actionBtn--upload")]
    [InlineData("/client.html", "#files-chosen", null)]
    public async Task A_file_is_stored(string page, string input, string? button)
    {
        string path = File("film.mp4", (12 * MiB) + 1);
        await using Firefox browser = await Firefox.StartAsync();
        await browser.GoToAsync(new Uri(Application.Address, page));
        await browser.RunAsync("""
            fetch('/session', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'ada' }) })
              .then(answer => { if (!answer.ok) throw new Error(answer.status); })
            """);
        await browser.GoToAsync(new Uri(Application.Address, page));
        await browser.UntilAsync(
            $"document.querySelector('{input}') && !document.querySelector('[data-chooses]:disabled')");
        await browser.ChooseAsync(input, path);
        if (button is not null)
        {
            await browser.UntilAsync($"document.querySelector('{button}')");
            await browser.RunAsync($"document.querySelector('{button}').click()");
        }

        await browser.UntilAsync("document.querySelectorAll('#objects li').length === 1");
        await AssertStoredAsync(path);
        Assert.Equal([1, 2, 3], StoredParts().Order());
    }
}
