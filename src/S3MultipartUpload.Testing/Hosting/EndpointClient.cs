using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;

namespace S3MultipartUpload.Testing.Hosting;

/// <summary>An SDK client for an endpoint: path style, and no retries.</summary>
internal static class EndpointClient
{
    public static AmazonS3Client Create(
        Uri endpoint, string region, X509Certificate2? certificate, AWSCredentials credentials, Action<AmazonS3Config>? configure)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = region,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            BufferSize = 256 * 1024,
        };
        if (certificate is not null)
        {
            config.HttpClientFactory = new TrustingHttpClientFactory(certificate);
        }

        configure?.Invoke(config);
        return new AmazonS3Client(credentials, config);
    }
}
