using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// A Chromium of its own that nobody looks at while it works: no request is reported, as Playwright has them, whose bodies alone cost more
/// than what is measured.
/// </summary>
internal sealed class BareChromium : IAsyncDisposable
{
    private readonly string _profile = Directory.CreateTempSubdirectory("chromium-").FullName;
    private readonly ClientWebSocket _line = new();
    private readonly Process _process;
    private string? _session;
    private int _commands;

    private BareChromium(string path) => _process = Process.Start(new ProcessStartInfo(path,
    [
        "--headless", "--no-sandbox", "--remote-debugging-port=0", $"--user-data-dir={_profile}", .. Chromium.Arguments,
    ])
    {
        RedirectStandardError = true,
    }) ?? throw new InvalidOperationException("Chromium did not start.");

    /// <summary>Starts it with one page, which is empty.</summary>
    public static async Task<BareChromium> StartAsync(string path)
    {
        var browser = new BareChromium(path);
        const string Listening = "DevTools listening on ";
        string? line;
        do
        {
            line = await browser._process.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        while (line?.StartsWith(Listening, StringComparison.Ordinal) == false);

        _ = browser._process.StandardError.ReadToEndAsync();
        await browser._line.ConnectAsync(new Uri(line![Listening.Length..]), CancellationToken.None);
        JsonElement target = await browser.SendAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        JsonElement attached = await browser.SendAsync(
            "Target.attachToTarget", new() { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true });
        browser._session = attached.GetProperty("sessionId").GetString();
        return browser;
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
        _line.Dispose();
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

    private async Task<JsonElement> SendAsync(string method, JsonObject parameters)
    {
        int id = ++_commands;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            command["sessionId"] = _session;
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _line.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, true, patience.Token);
        while (true)
        {
            JsonElement message = await ReceiveAsync(patience.Token);
            if (message.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id)
            {
                return message.TryGetProperty("result", out JsonElement result)
                    ? result
                    : throw new InvalidOperationException($"{method}: {message}");
            }
        }
    }

    private async Task<JsonElement> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        byte[] room = new byte[1 << 14];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _line.ReceiveAsync(room.AsMemory(), cancellationToken);
            message.Write(room, 0, received.Count);
        }
        while (!received.EndOfMessage);

        return JsonDocument.Parse(message.ToArray()).RootElement;
    }
}
