namespace S3MultipartUpload.Testing.Tests;

/// <summary>Requests as no SDK would send them, without a signature.</summary>
public abstract class RawScenario : EndpointScenario
{
    protected static readonly HttpMethod Get = HttpMethod.Get;
    protected static readonly HttpMethod Put = HttpMethod.Put;
    protected static readonly HttpMethod Post = HttpMethod.Post;

    private readonly HttpClient _http = new();

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    /// <summary>The status and the body of the answer.</summary>
    protected async Task<(int Status, string Body)> SendAsync(
        HttpMethod method, string pathAndQuery, string? body = null, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage answer = await AnswerAsync(method, pathAndQuery, body, headers);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    protected Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method, string pathAndQuery, string? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(Server.Endpoint, pathAndQuery));
        if (body is not null)
        {
            request.Content = new StringContent(body);
        }

        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return _http.SendAsync(request);
    }

    protected static void AssertRefused((int Status, string Body) answer, int status, string code)
    {
        Assert.Equal(status, answer.Status);
        Assert.Contains($"<Code>{code}</Code>", answer.Body, StringComparison.Ordinal);
    }
}
