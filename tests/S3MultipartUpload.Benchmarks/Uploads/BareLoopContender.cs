using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>
/// What IAmazonS3 costs at its best: ten parts at a time, each with the checksum that the SDK need not compute; nothing is retried,
/// bounded, compared or remembered.
/// </summary>
internal sealed class BareLoopContender : ClientContender
{
    public override string Name => "bare IAmazonS3 loop";

    protected override Func<string, CancellationToken, Task> Uploader(IAmazonS3 client, UploadJob job, Payload payload) =>
        (key, cancellationToken) => new FileInfo(job.Path).Length < job.PartSize
            ? PutAsync(client, key, payload, cancellationToken)
            : UploadAsync(client, key, job.PartSize, payload.ToPartSource(), cancellationToken);

    /// <summary>As everybody writes it: a stream whose length the SDK cannot see is read into memory first.</summary>
    private static async Task PutAsync(IAmazonS3 client, string key, Payload payload, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest { BucketName = StoreAddress.Bucket, Key = key, FilePath = payload.Path };
        if (payload.Path is null)
        {
            var stream = payload.ToStream();
            if (!stream.CanSeek)
            {
                await using Stream read = stream;
                stream = new MemoryStream();
                await read.CopyToAsync(stream, cancellationToken);
                stream.Position = 0;
            }

            request.InputStream = stream;
        }

        await client.PutObjectAsync(request, cancellationToken);
    }

    private static async Task UploadAsync(
        IAmazonS3 client, string key, long partSize, IPartSource source, CancellationToken cancellationToken)
    {
        long length = source.Length ?? throw new InvalidOperationException("The loop needs a length.");
        InitiateMultipartUploadResponse upload = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest
            {
                BucketName = StoreAddress.Bucket,
                Key = key,
                ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
                ChecksumType = ChecksumType.FULL_OBJECT,
            },
            cancellationToken);
        var parts = new UploadPartResponse[(length + partSize - 1) / partSize];
        await Parallel.ForAsync(
            0,
            parts.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                long offset = index * partSize;
                var range = new PartRange(index + 1, offset, Math.Min(partSize, length - offset));
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
                        Key = key,
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
        var complete = new CompleteMultipartUploadRequest { BucketName = StoreAddress.Bucket, Key = key, UploadId = upload.UploadId };
        complete.AddPartETagsAndChecksums(parts);
        await client.CompleteMultipartUploadAsync(complete, cancellationToken);
    }
}
