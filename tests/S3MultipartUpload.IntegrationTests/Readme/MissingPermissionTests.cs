using Amazon.S3;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>What the last table of docs/iam.md says of each missing permission is what happens.</summary>
public sealed class MissingPermissionTests : FeatureScenario
{
    public static TheoryData<string, string, string> Rows => [.. Documents.Rows(
        Documents.Sections(Documents.Read("docs/iam.md"))["Where a permission is missing"])
        .Select(row => (row[0].Trim('`'), row[1], row[2]))];

    private IReadOnlyDictionary<(string Missing, string AskedForBy), Func<Task<string>>> Cases =>
        new Dictionary<(string, string), Func<Task<string>>>
        {
            [("s3:PutObject", "any upload")] = async () =>
            {
                Forbid(S3Operation.PutObject, S3Operation.CreateMultipartUpload);
                string small = await FailedAsync(SmallSize);
                return small == await FailedAsync(LargeSize) ? small : "";
            },
            [("s3:PutObjectTagging", "an upload with tags")] = () =>
            {
                Forbid(S3Operation.PutObject, S3Operation.CreateMultipartUpload);
                return FailedAsync(LargeSize);
            },
            [("s3:AbortMultipartUpload", "an upload that fails")] = () => FailsAtPartAsync(S3Operation.AbortMultipartUpload),
            [("s3:ListMultipartUploadParts", "an upload that fails")] = () => FailsAtPartAsync(S3Operation.ListParts),
            [("s3:ListMultipartUploadParts", "a resumption")] = async () =>
            {
                var checkpoints = new MemoryCheckpointStore();
                await FailAsync(checkpoints);
                Forbid(S3Operation.ListParts);
                return await FailedAsync(LargeSize, checkpoints);
            },
            [("s3:GetObject", "an upload whose last answer was lost")] = () =>
            {
                LoseAnswer();
                Forbid(S3Operation.HeadObject);
                return FailedAsync(LargeSize);
            },
            [("s3:ListBucket", "an upload whose last answer was lost, and that is not stored")] = async () =>
            {
                LoseAnswer(isDone: false);
                Assert.Equal("Aborted", await FailedAsync(LargeSize));
                Server.Faults.Clear();
                LoseAnswer(isDone: false);
                Forbid(S3Operation.HeadObject);
                return await FailedAsync(LargeSize);
            },
            [("s3:GetObject", "a copy")] = () => ThrownByCopyAsync(S3Operation.HeadObject),
            [("s3:GetObjectTagging", "a copy")] = () => ThrownByCopyAsync(S3Operation.GetObjectTagging),
            [("s3:ListBucket", "a copy of what is not there")] = async () =>
            {
                CopySourceException missing = await CopyNothingAsync();
                Assert.Equal(CopySourceProblem.NotFound, missing.Problem);
                Forbid(S3Operation.HeadObject);
                return (await CopyNothingAsync()).Problem.ToString();
            },
            [("s3:GetObject", "verifying")] = async () =>
            {
                UploadManifest manifest = await Uploader().UploadAsync(Request(LargeSize));
                Forbid(S3Operation.HeadObject);
                return await ThrownAsync(() => Uploader().VerifyAsync(manifest));
            },
            [("s3:ListBucket", "a folder with `SkipPolicy.Unchanged`")] = async () =>
            {
                Forbid(S3Operation.ListObjectsV2);
                string thrown = await ThrownAsync(() => FolderAsync(SkipPolicy.Unchanged));
                Assert.Single(Server.Requests);
                return thrown;
            },
            [("s3:ListBucketMultipartUploads", "listing incomplete uploads")] = () =>
            {
                Forbid(S3Operation.ListMultipartUploads);
                return ThrownAsync(async () => await Incomplete().ListAsync(Query).ToListAsync());
            },
            [("s3:AbortMultipartUpload", "aborting incomplete uploads")] = async () =>
            {
                await CreateUploadAsync("left behind");
                Forbid(S3Operation.AbortMultipartUpload);
                return Assert.Single(await Incomplete().AbortAsync(Query).ToListAsync()).Outcome.ToString();
            },
            [("s3:GetLifecycleConfiguration", "the lifecycle rule")] = () => EnsuredAsync(S3Operation.GetBucketLifecycleConfiguration),
            [("s3:PutLifecycleConfiguration", "the lifecycle rule")] = () => EnsuredAsync(S3Operation.PutBucketLifecycleConfiguration),
            [("s3:GetLifecycleConfiguration", "a health check")] = async () =>
            {
                Forbid(S3Operation.GetBucketLifecycleConfiguration);
                HealthReportEntry health = await HealthAsync(includeCors: false);
                Assert.StartsWith("unknown", Assert.IsType<string>(health.Data["abortRule"]), StringComparison.Ordinal);
                return health.Status.ToString();
            },
        };

    private static IncompleteUploadQuery Query => new() { BucketName = Bucket, OlderThan = TimeSpan.Zero };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_happens_is_what_the_page_says(string missing, string askedForBy, string happens) =>
        Assert.Contains($"`{await Cases[(missing, askedForBy)]()}`", happens, StringComparison.Ordinal);

    [Fact]
    public void The_page_has_every_case() => Assert.Equal(Cases.Keys.Order(), Rows.Select(row => (row.Data.Item1, row.Data.Item2)).Order());

    [Theory]
    [InlineData(SmallSize)]
    [InlineData(LargeSize)]
    public async Task What_is_missing_is_told_by_what_the_request_asks_for(int size)
    {
        string[] special = ["s3:PutObjectTagging", "s3:PutObjectAcl", "s3:PutObjectRetention", "s3:PutObjectLegalHold"];
        Forbid(S3Operation.PutObject, S3Operation.CreateMultipartUpload);
        MultipartUploadException plain =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().UploadAsync(Request(size)));
        Assert.Contains("must allow s3:PutObject, s3:AbortMultipartUpload and ", plain.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(special, permission => plain.Message.Contains(permission, StringComparison.Ordinal));

        MultipartUploadException full = await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().UploadAsync(new UploadRequest
        {
            BucketName = Bucket,
            Key = Key,
            Source = PartSource.FromMemory(RandomBytes(size)),
            Tags = new Dictionary<string, string> { ["kind"] = "photo" },
            CannedAcl = S3CannedACL.BucketOwnerFullControl,
            ObjectLockMode = ObjectLockMode.Compliance,
            ObjectLockRetainUntil = DateTimeOffset.UtcNow.AddDays(1),
            ObjectLockLegalHold = ObjectLockLegalHoldStatus.On,
        }));
        Assert.All(special, permission => Assert.Contains(permission, full.Message, StringComparison.Ordinal));
    }

    private async Task<string> FailedAsync(int size, ICheckpointStore? checkpoints = null) =>
        (await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader(checkpoints: checkpoints).UploadAsync(Request(size))))
        .State.ToString();

    private Task<string> FailsAtPartAsync(S3Operation forbidden)
    {
        FailAtPart(2);
        Forbid(forbidden);
        return FailedAsync(LargeSize);
    }

    private async Task<string> ThrownByCopyAsync(S3Operation forbidden)
    {
        await PutSourceAsync(SmallSize);
        Forbid(forbidden);
        return await ThrownAsync(() => Uploader().CopyAsync(new CopyRequest
        {
            BucketName = Bucket,
            Key = Key,
            Sources = [new CopySource { BucketName = Bucket, Key = "source" }],
        }));
    }

    private Task<CopySourceException> CopyNothingAsync() => Assert.ThrowsAsync<CopySourceException>(() => Uploader().CopyAsync(
        new CopyRequest { BucketName = Bucket, Key = Key, Sources = [new CopySource { BucketName = Bucket, Key = "nothing" }] }));

    private Task<string> EnsuredAsync(S3Operation forbidden)
    {
        Forbid(forbidden);
        return ThrownAsync(() => Incomplete().EnsureAbortRuleAsync(Bucket, days: 7));
    }

    private static async Task<string> ThrownAsync(Func<Task> call) => (await Assert.ThrowsAnyAsync<Exception>(call)).GetType().Name;
}
