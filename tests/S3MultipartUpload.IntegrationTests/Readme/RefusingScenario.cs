using S3MultipartUpload.IntegrationTests.Integrity;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Uploads to a store that refuses, fails, or loses its answers.</summary>
public abstract class RefusingScenario : IntegrityScenario
{
    private protected const int SmallSize = 500;
    private protected const int LargeSize = (2 * PartSize) + 1;

    private protected MultipartUploader Uploader(int retries = 0, ICheckpointStore? checkpoints = null) => Uploader(
        ProviderProfile.AmazonS3, configure: options => (options.MaxRetries, options.CheckpointStore) = (retries, checkpoints));

    private protected IncompleteUploads Incomplete() => new(Client, new S3MultipartUploadOptions { MaxRetries = 0 });

    private protected static UploadRequest Request(int size, string key = Key) =>
        new() { BucketName = Bucket, Key = key, Source = PartSource.FromMemory(RandomBytes(size)) };

    /// <summary>The endpoint refuses all requests of some operations, as it would without the permission.</summary>
    private protected void Forbid(params S3Operation[] operations)
    {
        foreach (S3Operation operation in operations)
        {
            Server.Faults.Add(new Fault { Operation = operation, Effect = FaultEffect.Status(403, "AccessDenied") });
        }
    }

    /// <summary>The answer to the next request that stores an object is lost.</summary>
    private protected void LoseAnswer(bool isDone = true)
    {
        foreach (S3Operation operation in new[] { S3Operation.PutObject, S3Operation.CompleteMultipartUpload, S3Operation.CopyObject })
        {
            Server.Faults.Add(new Fault
            {
                Operation = operation,
                Times = 1,
                Effect = isDone ? FaultEffect.DropReply : FaultEffect.ConnectionReset,
            });
        }
    }

    private protected void FailAtPart(int partNumber) => Server.Faults.Add(new Fault
    {
        Operation = S3Operation.UploadPart,
        PartNumber = partNumber,
        Times = 1,
        Effect = FaultEffect.Status(400, "InvalidRequest"),
    });

    private protected Task FailAsync(ICheckpointStore? checkpoints = null)
    {
        FailAtPart(2);
        return Assert.ThrowsAsync<MultipartUploadException>(() => Uploader(checkpoints: checkpoints).UploadAsync(Request(LargeSize)));
    }
}
