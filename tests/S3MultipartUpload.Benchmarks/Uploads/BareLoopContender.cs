using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>
/// What IAmazonS3 costs at its best: ten parts at a time, each with the checksum that the SDK need not compute; nothing is retried,
/// bounded, compared or remembered.
/// </summary>
internal sealed class BareLoopContender : IContender
{
    private const int Connections = 10;

    public string Name => "bare IAmazonS3 loop";

    public void Configure(AmazonS3Config config) => TunedClient.Configure(config);

    public async Task UploadAsync(IAmazonS3 client, UploadJob job, Payload payload, CancellationToken cancellationToken)
    {
        IPartSource source = payload.ToPartSource();
        long length = source.Length ?? throw new InvalidOperationException("The loop needs a length.");
        InitiateMultipartUploadResponse upload = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest
            {
                BucketName = StoreAddress.Bucket,
                Key = job.Key,
                ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
                ChecksumType = ChecksumType.FULL_OBJECT,
            },
            cancellationToken);
        var parts = new UploadPartResponse[(length + job.PartSize - 1) / job.PartSize];
        await Parallel.ForAsync(
            0,
            parts.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                long offset = index * job.PartSize;
                var range = new PartRange(index + 1, offset, Math.Min(job.PartSize, length - offset));
                PartChecksum checksum;
                await using (Stream read = await source.OpenPartAsync(range, token))
                {
                    var choice = new ChecksumChoice(PartChecksumAlgorithm.Crc32, WithMD5: false);
                    checksum = await PartChecksum.ComputeAsync(read, choice, token);
                }

                await using Stream body = await source.OpenPartAsync(range, token);
                parts[index] = await client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = StoreAddress.Bucket,
                        Key = job.Key,
                        UploadId = upload.UploadId,
                        PartNumber = index + 1,
                        PartSize = range.Length,
                        InputStream = body,
                        ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
                        ChecksumCRC32 = checksum.Value,
                        UseChunkEncoding = false,
                        DisablePayloadSigning = client.Config.ServiceURL.StartsWith("https", StringComparison.Ordinal),
                    },
                    token);
            });
        var complete = new CompleteMultipartUploadRequest { BucketName = StoreAddress.Bucket, Key = job.Key, UploadId = upload.UploadId };
        complete.AddPartETagsAndChecksums(parts);
        await client.CompleteMultipartUploadAsync(complete, cancellationToken);
    }
}
