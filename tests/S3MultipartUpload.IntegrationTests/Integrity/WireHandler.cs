using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>Notes the headers of every request, and may change the answers.</summary>
internal sealed class WireHandler(X509Certificate2? trusted) : DelegatingHandler(new SocketsHttpHandler
{
    SslOptions = new SslClientAuthenticationOptions
    {
        RemoteCertificateValidationCallback = (_, shown, _, _) => trusted is not null && trusted.Equals(shown),
    },
})
{
    /// <summary>What was sent: the method, the query, and the headers by their names in lower case.</summary>
    public ConcurrentQueue<(HttpMethod Method, string Query, IReadOnlyDictionary<string, string> Headers)> Sent { get; } = new();

    /// <summary>Answers in the store's place, where it gives an answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>Changes an answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage, Task> OnAnswer { get; set; } = (_, _) => Task.CompletedTask;

    public HttpClientFactory ToFactory() => new Factory(this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = request.Headers;
        Sent.Enqueue((
            request.Method,
            request.RequestUri?.Query ?? "",
            headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(',', header.Value))));
        HttpResponseMessage answer = Instead(request) ?? await base.SendAsync(request, cancellationToken);
        await OnAnswer(request, answer);
        return answer;
    }

    private sealed class Factory(WireHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
