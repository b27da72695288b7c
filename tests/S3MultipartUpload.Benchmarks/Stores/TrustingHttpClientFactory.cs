using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace S3MultipartUpload.Benchmarks.Stores;

/// <summary>The SDK's kind of HTTP client, for a store whose certificate no authority vouches for.</summary>
internal sealed class TrustingHttpClientFactory(X509Certificate2 trusted) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var tls = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && trusted.Equals(shown),
        };
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = tls };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
