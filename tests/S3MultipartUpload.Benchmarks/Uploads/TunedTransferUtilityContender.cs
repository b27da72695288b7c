using Amazon.S3;
using Amazon.S3.Transfer;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>The SDK's own uploader with our client, part size and concurrency: what is left is the difference of the uploaders.</summary>
internal sealed class TunedTransferUtilityContender : IContender
{
    public string Name => "tuned TransferUtility";

    public void Configure(AmazonS3Config config) => TunedClient.Configure(config);

    public async Task UploadAsync(IAmazonS3 client, UploadJob job, Payload payload, CancellationToken cancellationToken)
    {
        var config = new TransferUtilityConfig { ConcurrentServiceRequests = new S3MultipartUploadOptions().Concurrency.Initial };
        using var utility = new TransferUtility(client, config);
        var request = new TransferUtilityUploadRequest { BucketName = StoreAddress.Bucket, Key = job.Key, PartSize = job.PartSize };
        payload.GiveTo(request);
        await utility.UploadAsync(request, cancellationToken);
    }
}
