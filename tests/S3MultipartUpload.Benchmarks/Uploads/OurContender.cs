using Amazon.S3;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Our uploader with its defaults.</summary>
internal sealed class OurContender : IContender
{
    public string Name => "S3MultipartUpload";

    public void Configure(AmazonS3Config config) => TunedClient.Configure(config);

    public Task UploadAsync(IAmazonS3 client, UploadJob job, Payload payload, CancellationToken cancellationToken) =>
        UploadAsync(client, new S3MultipartUploadOptions(), job, payload, cancellationToken);

    public static async Task UploadAsync(
        IAmazonS3 client, S3MultipartUploadOptions options, UploadJob job, Payload payload, CancellationToken cancellationToken)
    {
        var request = new UploadRequest
        {
            BucketName = StoreAddress.Bucket,
            Key = job.Key,
            Source = payload.ToPartSource(),
            PartSize = job.PartSize,
        };
        await new MultipartUploader(client, options).UploadAsync(request, cancellationToken);
    }
}
