using Amazon.S3;
using Amazon.S3.Transfer;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>The SDK's own uploader, with a client and settings as they come.</summary>
internal sealed class TransferUtilityContender : IContender
{
    public string Name => "TransferUtility";

    public void Configure(AmazonS3Config config)
    {
    }

    public async Task UploadAsync(IAmazonS3 client, UploadJob job, Payload payload, CancellationToken cancellationToken)
    {
        using var utility = new TransferUtility(client);
        var request = new TransferUtilityUploadRequest { BucketName = StoreAddress.Bucket, Key = job.Key };
        payload.GiveTo(request);
        await utility.UploadAsync(request, cancellationToken);
    }
}
