using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Every feature of the library, with what may go wrong on its way, by the headings of docs/iam.md.</summary>
public abstract class FeatureScenario : RefusingScenario
{
    private const string LockedBucket = "locked";

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
        ["Health checks"] = () => HealthAsync(includeCors: true),
        ["Tags"] = () => StoreBothAsync(source => new UploadRequest
        {
            BucketName = Bucket,
            Key = Key,
            Source = source,
            Tags = new Dictionary<string, string> { ["keep"] = "7y" },
        }),
        ["An ACL"] = () => StoreBothAsync(
            source => new UploadRequest { BucketName = Bucket, Key = Key, Source = source, CannedAcl = S3CannedACL.Private }),
        ["Keys of KMS"] = () => StoreBothAsync(
            source => new UploadRequest { BucketName = Bucket, Key = Key, Source = source, Encryption = ServerSideEncryption.Kms() }),
        ["Object lock"] = async () =>
        {
            await CreateLockedBucketAsync();
            await StoreBothAsync(source => new UploadRequest
            {
                BucketName = LockedBucket,
                Key = Key,
                Source = source,
                ObjectLockMode = ObjectLockMode.Governance,
                ObjectLockRetainUntil = DateTimeOffset.UnixEpoch.AddYears(100),
                ObjectLockLegalHold = ObjectLockLegalHoldStatus.On,
            });
        },
        ["Versions"] = async () =>
        {
            await PutSourceAsync(SmallSize, version: true);
            Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.ETag(null) });
            await Uploader().UploadAsync(Request(LargeSize));
        },
        ["Conditions"] = () => StoreBothAsync(
            source => new UploadRequest { BucketName = Bucket, Key = $"{source.Length}", Source = source, IfNoneMatch = true }),
    };

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

    /// <summary>By a client that is not the feature's.</summary>
    private async Task CreateLockedBucketAsync()
    {
        using AmazonS3Client client = Server.CreateClient();
        await client.PutBucketAsync(new PutBucketRequest { BucketName = LockedBucket, ObjectLockEnabledForBucket = true });
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
                await Uploader().CopyAsync(
                    new CopyRequest { BucketName = Bucket, Key = Key, Sources = [source, source], PartSize = PartSize });
                Server.Faults.Clear();
            }
        }

        var missing = new CopySource { BucketName = Bucket, Key = "source" };
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPartCopy, Times = 1, Effect = FaultEffect.Status(400, "InvalidRequest") });
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
        UploadManifest manifest = await Uploader().UploadAsync(Request(LargeSize));
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

    private protected async Task<HealthReportEntry> HealthAsync(bool includeCors)
    {
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton<IAmazonS3>(Client);
        services.AddHealthChecks().AddS3MultipartUpload(Bucket, configure: options => options.IncludeCors = includeCors);
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return Assert.Single(report.Entries).Value;
    }
}
