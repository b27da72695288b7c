using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace S3MultipartUpload.Testing.Hosting;

/// <summary>Makes HTTP clients that trust exactly one certificate, and no authority.</summary>
internal sealed class TrustingHttpClientFactory(X509Certificate2 trusted) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions =
                new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => Trusts(certificate) },
        };
        if (clientConfig.MaxConnectionsPerServer is { } connections)
        {
            handler.MaxConnectionsPerServer = connections;
        }

        return new HttpClient(handler) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };
    }

    /// <summary>Two endpoints have two certificates: their clients are not to be shared.</summary>
    public override string GetConfigUniqueString(IClientConfig clientConfig) => trusted.Thumbprint;

    private bool Trusts(X509Certificate? certificate) =>
        certificate is not null && trusted.RawDataMemory.Span.SequenceEqual(certificate.GetRawCertData());
}
