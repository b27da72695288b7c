using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// A large file costs the page no more memory than a small one: 160 MiB, or with <c>BROWSER_UPLOAD=whole</c> 1 GiB, are sent, and no
/// process of the browser that shows pages may grow by more than a few parts. No other test may open pages meanwhile.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class MemoryTests(Chromium chromium) : PageScenario(chromium)
{
    private readonly Chromium _chromium = chromium;

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_large_file_leaves_the_memory_of_the_page_flat(string client)
    {
        bool whole = Environment.GetEnvironmentVariable("BROWSER_UPLOAD") == "whole";
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of a process is read from /proc.");
        string path = File("disk.img", whole ? 1L << 30 : 160 * MiB);
        UploadPage page = await OpenAsync(client);
        ICDPSession browser = await _chromium.Browser.NewBrowserCDPSessionAsync();
        long before = await MemoryAsync(browser);
        await page.ChooseAsync(path);
        await page.StartAsync();
        using var ended = new CancellationTokenSource();
        Task<long> watching = MostAsync(browser, ended.Token);
        await Assertions.Expect(page.Objects).ToHaveCountAsync(1, new() { Timeout = whole ? 300_000 : 60_000 });
        await ended.CancelAsync();
        long grown = (await watching) - before;
        await PictureAsync(page, $"{client}-large");
        await AssertStoredAsync(path);
        TestContext.Current.SendDiagnosticMessage("{0} grew by {1} MiB", client, grown / MiB);
        // Six parts at one time, read once for their checksums, and what the browser takes besides; who keeps the file is over it.
        Assert.InRange(grown, 0, 120 * MiB);
    }

    private static async Task<long> MostAsync(ICDPSession browser, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.2));
        long most = 0;
        try
        {
            while (true)
            {
                most = Math.Max(most, await MemoryAsync(browser));
                await timer.WaitForNextTickAsync(ended);
            }
        }
        catch (OperationCanceledException)
        {
            return most;
        }
    }

    /// <returns>The resident memory of all renderers, in bytes.</returns>
    private static async Task<long> MemoryAsync(ICDPSession browser)
    {
        JsonElement? processes = await browser.SendAsync("SystemInfo.getProcessInfo");
        return processes?.GetProperty("processInfo").EnumerateArray()
            .Where(process => process.GetProperty("type").GetString() == "renderer")
            .Sum(process => ResidentOf(process.GetProperty("id").GetInt32())) ?? throw new InvalidOperationException("No answer.");
    }

    private static long ResidentOf(int process)
    {
        try
        {
            string resident = System.IO.File.ReadLines($"/proc/{process}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // It has ended.
        }
    }
}
