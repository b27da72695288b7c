using Amazon.S3;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Our uploader with payloads that are not hashed for the signature over http.</summary>
internal sealed class UnsignedContender : IContender
{
    public string Name => "ours, unsigned";

    public void Configure(AmazonS3Config config) => TunedClient.Configure(config);

    public Task UploadAsync(IAmazonS3 client, UploadJob job, Payload payload, CancellationToken cancellationToken) =>
        OurContender.UploadAsync(
            client, new S3MultipartUploadOptions { UnsignedPayloadOverHttp = true }, job, payload, cancellationToken);
}
