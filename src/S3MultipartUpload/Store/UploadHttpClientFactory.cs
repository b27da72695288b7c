using System.Net;
using Amazon.Runtime;

namespace S3MultipartUpload.Store;

/// <summary>The SDK's kind of HTTP client, but for small bodies, which are sent without asking for leave.</summary>
internal sealed class UploadHttpClientFactory : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (clientConfig.MaxConnectionsPerServer is { } most)
        {
            handler.MaxConnectionsPerServer = most;
        }

        if (clientConfig.ConnectTimeout is { } patience)
        {
            handler.ConnectTimeout = patience;
        }

        if (clientConfig.GetWebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
        }

        return new HttpClient(new LeaveHandler(handler))
        {
            Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version11,
        };
    }

    private sealed class LeaveHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        /// <summary>About what is sent in the time of a round trip.</summary>
        private const long SmallBody = 1024 * 1024;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content?.Headers.ContentLength < SmallBody)
            {
                request.Headers.ExpectContinue = false;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
