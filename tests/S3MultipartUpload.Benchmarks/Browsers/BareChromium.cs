using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using S3MultipartUpload.TestSupport;

namespace S3MultipartUpload.Benchmarks.Browsers;

/// <summary>
/// A Chromium of its own that nobody looks at while it works: no request is reported, as Playwright has them, whose bodies alone cost more
/// than what is measured.
/// </summary>
internal sealed class BareChromium : IAsyncDisposable
{
    private readonly string _profile = Directory.CreateTempSubdirectory("chromium-").FullName;
    private readonly Process _process;
    private CommandSocket? _line;
    private string? _session;

    private BareChromium(string path) => _process = Process.Start(new ProcessStartInfo(path,
    [
        "--headless", "--no-sandbox", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "--disable-gpu", "--disable-quic",
        "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ])
    {
        RedirectStandardError = true,
    }) ?? throw new InvalidOperationException("Chromium did not start.");

    /// <summary>Starts it with one page, which is empty.</summary>
    /// <exception cref="FileNotFoundException">There is none on this machine.</exception>
    public static async Task<BareChromium> StartAsync()
    {
        var browser = new BareChromium(ChromiumPath.Find() ?? throw new FileNotFoundException(ChromiumPath.HowToGet));
        try
        {
            browser._line = await CommandSocket.ConnectAsync(browser._process.StandardError, "DevTools listening on ");
            JsonElement target = await browser.SendAsync("Target.createTarget", new() { ["url"] = "about:blank" });
            JsonElement attached = await browser.SendAsync(
                "Target.attachToTarget", new() { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true });
            browser._session = attached.GetProperty("sessionId").GetString();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public Task GoToAsync(Uri page) => SendAsync("Page.navigate", new() { ["url"] = $"{page}" });

    /// <summary>Runs a script in the page, to the end of its promise.</summary>
    public async Task<JsonElement> RunAsync(string script)
    {
        JsonElement answer = await EvaluateAsync(script, byValue: true);
        return answer.TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>The page's input for files has this one.</summary>
    public async Task ChooseAsync(string input, string path)
    {
        JsonElement element = await EvaluateAsync($"document.querySelector('{input}')", byValue: false);
        await SendAsync("DOM.setFileInputFiles", new()
        {
            ["objectId"] = element.GetProperty("objectId").GetString(),
            ["files"] = new JsonArray(path),
        });
    }

    /// <returns>Seconds of processor time, by the kinds of the browser's processes.</returns>
    public async Task<Dictionary<string, double>> ProcessorAsync()
    {
        (string? page, _session) = (_session, null);
        JsonElement processes = await SendAsync("SystemInfo.getProcessInfo", []);
        _session = page;
        return processes.GetProperty("processInfo").EnumerateArray()
            .GroupBy(process => process.GetProperty("type").GetString()!)
            .ToDictionary(type => type.Key, type => type.Sum(process => process.GetProperty("cpuTime").GetDouble()));
    }

    public async ValueTask DisposeAsync()
    {
        _line?.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task<JsonElement> EvaluateAsync(string script, bool byValue)
    {
        JsonElement answer = await SendAsync("Runtime.evaluate", new()
        {
            ["expression"] = script,
            ["awaitPromise"] = true,
            ["returnByValue"] = byValue,
        });
        return answer.TryGetProperty("exceptionDetails", out JsonElement error)
            ? throw new InvalidOperationException($"{error}")
            : answer.GetProperty("result");
    }

    private Task<JsonElement> SendAsync(string method, JsonObject parameters) =>
        (_line ?? throw new InvalidOperationException("Not started.")).SendAsync(method, parameters, _session);
}
