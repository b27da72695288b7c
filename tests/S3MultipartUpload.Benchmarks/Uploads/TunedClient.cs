using Amazon.S3;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>The client we recommend for large uploads.</summary>
internal static class TunedClient
{
    public static void Configure(AmazonS3Config config)
    {
        // Retries belong to one place: the uploader's pipeline.
        config.MaxErrorRetry = 0;
        config.BufferSize = 128 * 1024;
    }
}
