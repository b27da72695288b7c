using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;

namespace S3MultipartUpload.Benchmarks.Stores;

/// <summary>What a client must know of the store.</summary>
internal sealed record StoreAddress(string Endpoint, string Region, string AccessKey, string SecretKey, byte[]? Certificate)
{
    public const string Bucket = "benchmark";

    public AmazonS3Client CreateClient(Action<AmazonS3Config> configure)
    {
        var config = new AmazonS3Config { ServiceURL = Endpoint, ForcePathStyle = true, AuthenticationRegion = Region };
        if (Certificate is not null)
        {
            config.HttpClientFactory = new TrustingHttpClientFactory(X509CertificateLoader.LoadCertificate(Certificate));
        }

        configure(config);
        return new AmazonS3Client(new BasicAWSCredentials(AccessKey, SecretKey), config);
    }
}
