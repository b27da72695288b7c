using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using S3MultipartUpload.IntegrationTests.Integrity;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Every feature of the library, with what may go wrong on its way, by the headings of docs/iam.md.</summary>
public abstract class FeatureScenario : IntegrityScenario
{
    private protected const int SmallSize = 500;
    private protected const int LargeSize = (2 * PartSize) + 1;

    private protected IReadOnlyDictionary<string, Func<Task>> Features => new Dictionary<string, Func<Task>>
    {
        ["Small objects"] = () => StoreAsync(SmallSize),
        ["Objects in parts"] = InPartsAsync,
        ["Folders of which only what has changed is sent"] = ChangedFolderAsync,
        ["Copies"] = () => CopyAsync(version: false),
        ["Copies of versions"] = () => CopyAsync(version: true),
        ["Verifying"] = VerifyAsync,
        ["Incomplete uploads"] = SweepAsync,
        ["The lifecycle rule"] = () => Incomplete().EnsureAbortRuleAsync(Bucket, days: 7),
        ["Health checks"] = CheckHealthAsync,
        ["Tags"] = () => StoreBothAsync(source => new UploadRequest
        {
            BucketName = Bucket,
            Key = Key,
            Source = source,
            Tags = new Dictionary<string, string> { ["keep"] = "7y" },
        }),
        ["An ACL"] = () => StoreBothAsync(
            source => new UploadRequest { BucketName = Bucket, Key = Key, Source = source, CannedAcl = S3CannedACL.BucketOwnerFullControl }),
        ["Keys of KMS"] = () => StoreBothAsync(
            source => new UploadRequest { BucketName = Bucket, Key = Key, Source = source, Encryption = ServerSideEncryption.Kms("key") }),
        ["Object lock"] = () => StoreBothAsync(source => new UploadRequest
        {
            BucketName = Bucket,
            Key = Key,
            Source = source,
            ObjectLockMode = ObjectLockMode.Governance,
            ObjectLockRetainUntil = DateTimeOffset.UnixEpoch.AddYears(100),
            ObjectLockLegalHold = ObjectLockLegalHoldStatus.On,
        }),
        ["Conditions"] = () => StoreBothAsync(
            source => new UploadRequest { BucketName = Bucket, Key = $"{source.Length}", Source = source, IfNoneMatch = true }),
    };

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

    /// <summary>An object is stored, and so it is when the answer is lost.</summary>
    private async Task StoreAsync(int size, ICheckpointStore? checkpoints = null)
    {
        await Uploader(checkpoints: checkpoints).UploadAsync(Request(size));
        LoseAnswer();
        await Uploader(checkpoints: checkpoints).UploadAsync(Request(size));
        Server.Faults.Clear();
    }

    private async Task StoreBothAsync(Func<IPartSource, UploadRequest> request)
    {
        await Uploader().UploadAsync(request(PartSource.FromMemory(RandomBytes(SmallSize))));
        await Uploader().UploadAsync(request(PartSource.FromMemory(RandomBytes(LargeSize))));
    }

    private async Task InPartsAsync()
    {
        await StoreAsync(LargeSize);
        await FailAsync();
        await ResumeAsync();
        IMultipartSession session = await Uploader().StartAsync(new UploadTarget { BucketName = Bucket, Key = Key });
        await session.UploadPartAsync(1, PartSource.FromMemory(RandomBytes(SmallSize)));
        await session.CompleteAsync();
        session = await Uploader().StartAsync(new UploadTarget { BucketName = Bucket, Key = Key });
        await session.AbortAsync();
        await using ObjectWriter writer = await Uploader().OpenWriteAsync(new UploadTarget { BucketName = Bucket, Key = Key });
        await writer.WriteAsync(RandomBytes(LargeSize));
        await writer.CompleteAsync();
        await FolderAsync(SkipPolicy.None);
    }

    private async Task ResumeAsync()
    {
        var checkpoints = new MemoryCheckpointStore();
        await FailAsync(checkpoints);
        await Uploader().AbortAsync(new UploadTarget { BucketName = Bucket, Key = Key }, checkpoints);
        await StoreAsync(LargeSize, checkpoints);
        UploadRequest request = Request(LargeSize);
        FailAtPart(2);
        await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader(checkpoints: checkpoints).UploadAsync(request));
        await Uploader(checkpoints: checkpoints).UploadAsync(request);
    }

    private async Task ChangedFolderAsync()
    {
        await InPartsAsync();
        await FolderAsync(SkipPolicy.Unchanged);
        await FolderAsync(SkipPolicy.Unchanged);
    }

    private protected async Task FolderAsync(SkipPolicy skip)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s3mpu-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "small"), new byte[SmallSize]);
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "large"), new byte[LargeSize]);
            DirectoryUploadResult result = await Uploader().UploadDirectoryAsync(
                new DirectoryUpload { Path = folder.FullName, BucketName = Bucket, KeyPrefix = "folder/", Skip = skip });
            result.ThrowIfAnyFailed();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task CopyAsync(bool version)
    {
        foreach (int size in new[] { SmallSize, LargeSize })
        {
            string? versionId = await PutSourceAsync(size, version);
            var source = new CopySource { BucketName = Bucket, Key = "source", VersionId = versionId };
            foreach (bool isLost in new[] { false, true })
            {
                if (isLost)
                {
                    LoseAnswer();
                }

                await Uploader().CopyAsync(new CopyRequest { BucketName = Bucket, Key = Key, Sources = [source] });
                await Uploader().CopyAsync(new CopyRequest { BucketName = Bucket, Key = Key, Sources = [source, source], PartSize = PartSize });
                Server.Faults.Clear();
            }
        }

        var missing = new CopySource { BucketName = Bucket, Key = "source" };
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPartCopy, Times = 1, Effect = FaultEffect.Status(400, "InvalidRequest") });
        await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().CopyAsync(
            new CopyRequest { BucketName = Bucket, Key = Key, Sources = [missing, missing], PartSize = PartSize }));
    }

    private protected async Task<string?> PutSourceAsync(int size, bool version = false)
    {
        using AmazonS3Client other = PlainClient(Server);
        if (version)
        {
            await other.PutBucketVersioningAsync(new PutBucketVersioningRequest
            {
                BucketName = Bucket,
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
            });
        }

        PutObjectResponse put = await other.PutObjectAsync(new PutObjectRequest
        {
            BucketName = Bucket,
            Key = "source",
            InputStream = new MemoryStream(RandomBytes(size)),
            TagSet = [new Tag { Key = "keep", Value = "7y" }],
        });
        return version ? put.VersionId : null;
    }

    private async Task VerifyAsync()
    {
        UploadManifest manifest = UploadManifest.FromJson((await Uploader().UploadAsync(Request(LargeSize))).ToJson());
        await PutSourceAsync(SmallSize, version: true);
        UploadManifest ofVersion = await Uploader().UploadAsync(Request(LargeSize));
        Wire.Sent.Clear();
        foreach (UploadManifest receipt in new[] { manifest with { VersionId = null }, ofVersion })
        {
            await Uploader().VerifyAsync(receipt, new VerifyOptions { Deep = true });
        }
    }

    private async Task SweepAsync()
    {
        using AmazonS3Client other = PlainClient(Server);
        await other.InitiateMultipartUploadAsync(Bucket, "left behind");
        var query = new IncompleteUploadQuery { BucketName = Bucket, OlderThan = TimeSpan.Zero, IncludeSize = true };
        Assert.Single(await Incomplete().ListAsync(query).ToListAsync());
        Assert.Equal(AbortOutcome.Aborted, Assert.Single(await Incomplete().AbortAsync(query).ToListAsync()).Outcome);
    }

    private Task CheckHealthAsync() => HealthAsync(includeCors: true);

    private protected async Task<HealthReportEntry> HealthAsync(bool includeCors)
    {
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton<IAmazonS3>(Client);
        services.AddHealthChecks().AddS3MultipartUpload(Bucket, configure: options => options.IncludeCors = includeCors);
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return Assert.Single(report.Entries).Value;
    }
}
