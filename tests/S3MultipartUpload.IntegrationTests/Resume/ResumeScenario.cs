using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Uploads of 25,000 bytes in three parts, which are interrupted.</summary>
public abstract class ResumeScenario : EndpointScenario
{
    protected const string Key = "a";
    protected const int PartSize = 10_000;

    protected static UploadTarget Target { get; } = new() { BucketName = Bucket, Key = Key };

    protected MemoryCheckpointStore Checkpoints { get; } = new();

    protected byte[] Bytes { get; } = RandomBytes(25_000, seed: 1);

    protected MultipartUploader Uploader(
        Action<S3MultipartUploadOptions>? configure = null, TimeProvider? time = null, ILogger<MultipartUploader>? logger = null)
    {
        var options = new S3MultipartUploadOptions
        {
            CheckpointStore = Checkpoints,
            Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1 } },
            PartSizer = PartSizer.Fixed(PartSize),
            SinglePutThreshold = 0,
            Concurrency = UploadConcurrency.Fixed(1),
            MaxRetries = 0,
        };
        configure?.Invoke(options);
        return new MultipartUploader(Client, options, logger, time);
    }

    protected static UploadRequest Request(IPartSource source, ResumeOptions? resume = null, FailureAction? failureAction = null) => new()
    {
        BucketName = Bucket,
        Key = Key,
        Source = source,
        Resume = resume ?? new(),
        FailureAction = failureAction,
    };

    /// <summary>An upload that stores two parts and then fails.</summary>
    protected async Task<UploadManifest> InterruptedUpload(IPartSource source, int failingPart = 3)
    {
        Server.Faults.Add(new Fault
        {
            PartNumber = failingPart,
            Operation = S3Operation.UploadPart,
            Times = 1,
            Effect = FaultEffect.Status(403, "AccessDenied"),
        });
        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().UploadAsync(Request(source)));
        Assert.True(failure.State == FailedUploadState.Kept, failure.ToString());
        Assert.Equal(failingPart, failure.PartNumber);
        return failure.Manifest;
    }

    protected async Task<byte[]> StoredBytes(string key = Key)
    {
        using GetObjectResponse answer = await Client.GetObjectAsync(Bucket, key);
        var copy = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }

    protected async Task<int> OpenUploads() => (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads?.Count ?? 0;

    /// <summary>The part numbers of all UploadPart requests that succeeded, in order.</summary>
    protected IEnumerable<int> PartsSent() => Server.Requests
        .Where(request => request is { Operation: S3Operation.UploadPart, Status: 200 })
        .Select(request => request.PartNumber ?? 0);

    protected async Task<string?> SavedCheckpoint(string key = Key)
    {
        await using ICheckpoint checkpoint = await Checkpoints.OpenAsync(Bucket, key, CancellationToken.None);
        return await checkpoint.ReadAsync(CancellationToken.None) is { } content ? System.Text.Encoding.UTF8.GetString(content) : null;
    }
}
