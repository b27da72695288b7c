using System.Diagnostics;
using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// docs/browser.md, "A page in five minutes": its files and its commands, in a folder of their own. Only what concerns packages is left to
/// the solution, which builds the same Program.cs.
/// </summary>
public sealed class FirstPageTests(Chromium chromium) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("first-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Five_minutes_later_a_page_survives_a_reload()
    {
        IBrowser browser = chromium.Browser;
        string section = Documents.Sections(Documents.Read("docs/browser.md"))["A page in five minutes"];
        Directory.CreateDirectory(Path.Combine(_folder, "wwwroot"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "wwwroot", "index.html"), Documents.Blocks(section, "html").Single());
        await File.WriteAllTextAsync(Path.Combine(_folder, "page.js"), Documents.Blocks(section, "js").Single());
        string[] commands = Documents.Blocks(section, "sh").Last().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("dotnet run", commands[^1]);
        (int exitCode, string output) = await RunAsync($"set -e\n{string.Join('\n', commands[..^1])}");
        Assert.SkipWhen(exitCode != 0 && output.Contains("npm: ", StringComparison.Ordinal), "npm is not here.");
        Assert.True(exitCode == 0, output);

        byte[] film = new byte[20 << 20];
        new Random(1).NextBytes(film);
        await using (SampleProcess server = await SampleProcess.StartAsync("FirstBrowserUpload", _folder))
        {
            await UploadAsync(browser, server.Address, film);
        }

        Assert.Equal(film, await SampleProcess.StoredAsync(Path.Combine(_folder, "store")));
    }

    private async Task UploadAsync(IBrowser browser, string address, byte[] film)
    {
        string path = Path.Combine(_folder, "film.mp4");
        await File.WriteAllBytesAsync(path, film);
        await using IBrowserContext context = await browser.NewContextAsync();
        var page = new UppyPage(await context.NewPageAsync());
        await page.Page.GotoAsync(address);
        await page.ReadyAsync();
        Task<IRoute> part2 = await page.HoldPartAsync(2);
        await page.ChooseAsync(path);
        await page.StartAsync();
        await part2;
        await page.Page.ReloadAsync();
        await Assertions.Expect(page.Page.GetByText("Session restored")).ToBeVisibleAsync();
        var sent = new List<string>();
        page.Page.Request += (_, request) => sent.Add(request.Method == "PUT" ? request.Url : "");
        await page.StartAsync();
        await Assertions.Expect(page.Page.GetByText("Complete", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.DoesNotContain(sent, url => url.Contains("partNumber=1&", StringComparison.Ordinal));
        ILocator manifest = page.Page.GetByLabel("Manifest");
        await Assertions.Expect(manifest).Not.ToBeEmptyAsync();
        Assert.Equal(film.Length, UploadManifest.FromJson(await manifest.TextContentAsync() ?? "").Size);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        var start = new ProcessStartInfo("timeout", ["200", "bash", "-c", $"exec 2>&1\n{script}"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("timeout did not start.");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
