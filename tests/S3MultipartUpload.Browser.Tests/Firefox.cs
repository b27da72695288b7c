using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// The machine's own Firefox, or the one that <c>FIREFOX</c> names, with a profile of its own and one empty page. It is told what to do by
/// WebDriver BiDi, which it speaks itself, so that no driver is needed.
/// </summary>
internal sealed class Firefox : IAsyncDisposable
{
    private static readonly string[] Paths =
        Environment.GetEnvironmentVariable("FIREFOX") is { } path ? [path] : ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

    /// <summary>What it would ask the world for on its own goes to a port where nobody is; this machine is asked directly.</summary>
    private const string Settings = """
        user_pref("network.proxy.type", 1);
        user_pref("network.proxy.http", "127.0.0.1");
        user_pref("network.proxy.http_port", 9);
        user_pref("network.proxy.ssl", "127.0.0.1");
        user_pref("network.proxy.ssl_port", 9);
        """;

    private readonly string _profile = Directory.CreateTempSubdirectory("firefox-").FullName;
    private readonly Process _process;
    private CommandSocket? _line;
    private string? _page;

    private Firefox(string path)
    {
        File.WriteAllText(Path.Combine(_profile, "user.js"), Settings);
        _process = Process.Start(new ProcessStartInfo(
            path, ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", _profile, "about:blank"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = _profile },
        }) ?? throw new InvalidOperationException("Firefox did not start.");
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    private CommandSocket Line => _line ?? throw new InvalidOperationException("Not started.");

    /// <summary>Starts it; a test without one is skipped.</summary>
    public static async Task<Firefox> StartAsync()
    {
        string? path = Paths.FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "No Firefox is here: tests/servers/apt-install firefox-esr, or name one in FIREFOX.");
        var browser = new Firefox(path!);
        try
        {
            browser._line = await CommandSocket.ConnectAsync(browser._process.StandardError, "WebDriver BiDi listening on ", "/session");
            await browser.Line.SendAsync("session.new", new() { ["capabilities"] = new JsonObject() });
            JsonElement tree = await browser.Line.SendAsync("browsingContext.getTree", []);
            browser._page = tree.GetProperty("contexts")[0].GetProperty("context").GetString();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page, until it is loaded.</summary>
    public Task GoToAsync(Uri page) =>
        Line.SendAsync("browsingContext.navigate", new() { ["context"] = _page, ["url"] = $"{page}", ["wait"] = "complete" });

    /// <summary>Runs a script in the page, to the end of its promise.</summary>
    /// <returns>Its value, as WebDriver BiDi writes it.</returns>
    public async Task<JsonElement> RunAsync(string script)
    {
        JsonElement answer = await Line.SendAsync("script.evaluate", new()
        {
            ["expression"] = script,
            ["target"] = new JsonObject { ["context"] = _page },
            ["awaitPromise"] = true,
        });
        return answer.TryGetProperty("exceptionDetails", out JsonElement error)
            ? throw new InvalidOperationException($"{error.GetProperty("text")}")
            : answer.GetProperty("result");
    }

    /// <summary>Until a condition of the page holds.</summary>
    public Task UntilAsync(string condition) => RunAsync(
        $$"""new Promise(done => { const look = () => ({{condition}}) ? done() : setTimeout(look, 50); look(); })""");

    /// <summary>Chooses a file in the page's input for files.</summary>
    public async Task ChooseAsync(string input, string path)
    {
        JsonElement element = await RunAsync($"document.querySelector('{input}')");
        await Line.SendAsync("input.setFiles", new()
        {
            ["context"] = _page,
            ["element"] = new JsonObject { ["sharedId"] = element.GetProperty("sharedId").GetString() },
            ["files"] = new JsonArray(path),
        });
    }

    public async ValueTask DisposeAsync()
    {
        _line?.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }
}
