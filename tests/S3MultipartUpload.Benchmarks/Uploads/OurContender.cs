using Amazon.S3;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Our uploader with its defaults.</summary>
internal sealed class OurContender : IContender
{
    public string Name => "S3MultipartUpload";

    public void Configure(AmazonS3Config config) => TunedClient.Configure(config);

    public async Task UploadAsync(IAmazonS3 client, UploadJob job, Payload payload, CancellationToken cancellationToken)
    {
        var request = new UploadRequest
        {
            BucketName = StoreAddress.Bucket,
            Key = job.Key,
            Source = payload.ToPartSource(),
            PartSize = job.PartSize,
        };
        await new MultipartUploader(client).UploadAsync(request, cancellationToken);
    }
}
