using Amazon.S3;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Our uploader; parts of any size that S3 takes, with the checksums that it confirms.</summary>
internal sealed class OurContender(string name, Action<S3MultipartUploadOptions>? configure = null) : ClientContender
{
    public override string Name => name;

    protected override Func<string, CancellationToken, Task> Uploader(IAmazonS3 client, UploadJob job, Payload payload)
    {
        var options = new S3MultipartUploadOptions { MaxPartSize = 5L << 30, Profile = ProviderProfile.AmazonS3 };
        configure?.Invoke(options);
        var uploader = new MultipartUploader(client, options);
        return (key, cancellationToken) => uploader.UploadAsync(
            new UploadRequest
            {
                BucketName = StoreAddress.Bucket,
                Key = key,
                Source = payload.ToPartSource(),
                PartSize = job.PartSize,
            },
            cancellationToken);
    }
}
