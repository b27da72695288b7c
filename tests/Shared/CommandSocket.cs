using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3MultipartUpload.TestSupport;

/// <summary>
/// The line to a browser: a command is sent, and its answer read, both JSON with the same id. Chromium's DevTools and WebDriver BiDi speak
/// so. What the browser says besides is not heard.
/// </summary>
internal sealed class CommandSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ClientWebSocket _line = new();
    private int _commands;

    /// <summary>Calls the browser that has just been started with the given output.</summary>
    /// <param name="output">What the browser says of itself.</param>
    /// <param name="greeting">What stands before its address there.</param>
    /// <param name="path">What is added to the address.</param>
    public static async Task<CommandSocket> ConnectAsync(StreamReader output, string greeting, string path = "")
    {
        var said = new List<string>();
        while (await output.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            said.Add(line);
            if (line.StartsWith(greeting, StringComparison.Ordinal))
            {
                _ = output.ReadToEndAsync(); // A pipe that is full would hold the browser up.
                var socket = new CommandSocket();
                await socket._line.ConnectAsync(new Uri(line[greeting.Length..] + path), CancellationToken.None).WaitAsync(Patience);
                return socket;
            }
        }

        throw new InvalidOperationException($"The browser did not start: {string.Join('\n', said)}");
    }

    /// <returns>The result of a command.</returns>
    /// <param name="method">Its name.</param>
    /// <param name="parameters">What it is given.</param>
    /// <param name="sessionId">Whom it is for, where the browser takes that beside the parameters.</param>
    public async Task<JsonElement> SendAsync(string method, JsonObject parameters, string? sessionId = null)
    {
        int id = ++_commands;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (sessionId is not null)
        {
            command["sessionId"] = sessionId;
        }

        using var patience = new CancellationTokenSource(Patience);
        await _line.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, true, patience.Token);
        while (true)
        {
            JsonElement message = await ReceiveAsync(patience.Token);
            if (message.TryGetProperty("id", out JsonElement answered) && answered.ValueKind == JsonValueKind.Number
                && answered.GetInt32() == id)
            {
                return message.TryGetProperty("result", out JsonElement result)
                    ? result
                    : throw new InvalidOperationException($"{method}: {message}");
            }
        }
    }

    public void Dispose() => _line.Dispose();

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
