using System.Net;
using Amazon.Runtime;

namespace S3MultipartUpload.IntegrationTests.Cleanup;

/// <summary>A store that keeps, beside S3's own elements, those of others in its lifecycle configuration; S3 itself refuses them.</summary>
internal sealed class ForeignLifecycle : DelegatingHandler
{
    public ForeignLifecycle()
        : base(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
    }

    /// <summary>What the store answers; null where it is S3.</summary>
    public string? Document { get; set; }

    public HttpClientFactory Clients => new Factory(this);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Document is not null && request.Method == HttpMethod.Get
            && request.RequestUri!.Query.Contains("lifecycle", StringComparison.Ordinal)
            ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(Document, encoding: null, "application/xml"),
                RequestMessage = request,
            })
            : base.SendAsync(request, cancellationToken);

    private sealed class Factory(ForeignLifecycle handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
