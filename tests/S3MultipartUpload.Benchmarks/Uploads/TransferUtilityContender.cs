using Amazon.S3;
using Amazon.S3.Transfer;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>The SDK's own uploader: with a client and settings as they come, or with our client, part size and concurrency.</summary>
internal sealed class TransferUtilityContender(string name, bool isTuned) : ClientContender
{
    public override string Name => name;

    protected override void Configure(AmazonS3Config config)
    {
        if (isTuned)
        {
            base.Configure(config);
        }
    }

    protected override Func<string, CancellationToken, Task> Uploader(IAmazonS3 client, UploadJob job, Payload payload)
    {
        var utility = new TransferUtility(
            client, isTuned ? new TransferUtilityConfig { ConcurrentServiceRequests = Connections } : new TransferUtilityConfig());
        return (key, cancellationToken) =>
        {
            var request = new TransferUtilityUploadRequest { BucketName = StoreAddress.Bucket, Key = key };
            if (isTuned)
            {
                request.PartSize = job.PartSize;
            }

            if (payload.Path is { } path)
            {
                request.FilePath = path;
            }
            else
            {
                request.InputStream = payload.ToStream();
            }

            return utility.UploadAsync(request, cancellationToken);
        };
    }
}
