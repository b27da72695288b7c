using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What becomes of unfinished uploads, whatever the store.</summary>
public abstract class CleanupBehaviour
{
    private readonly IStore _store;

    protected CleanupBehaviour(IStore store)
    {
        _store = store;
        Assert.SkipWhen(store.SkipReason is not null, store.SkipReason ?? "");
    }

    private IncompleteUploads Cleanup => new(_store.Client);

    [Fact]
    public async Task A_sweep_over_several_pages_aborts_what_is_under_the_prefix_and_nothing_else()
    {
        const int count = 1_010;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (upload, token) =>
            await _store.Client.InitiateMultipartUploadAsync(_store.Bucket, $"sweep/{upload % 50}", token));
        string kept = (await _store.Client.InitiateMultipartUploadAsync(_store.Bucket, "swept not")).UploadId;
        IncompleteUploadQuery query = Under("sweep/") with { OlderThan = TimeSpan.Zero };
        Assert.Empty(await Cleanup.AbortAsync(query with { OlderThan = TimeSpan.FromHours(1) }).ToListAsync());

        List<AbortResult> dry = await Cleanup.AbortAsync(query, dryRun: true).ToListAsync();
        List<AbortResult> results = await Cleanup.AbortAsync(query).ToListAsync();
        Assert.Equal((count, count), (dry.Count, results.Count));
        Assert.All(results, result => Assert.Equal((AbortOutcome.Aborted, null), (result.Outcome, result.Exception)));
        Assert.Equal(Ids(dry), Ids(results));
        Assert.Empty(await Cleanup.ListAsync(Under("sweep/")).ToListAsync());
        Assert.Equal(kept, (await Cleanup.ListAsync(Under("swept not")).SingleAsync()).UploadId);
    }

    [Theory]
    [InlineData("odd/a b+c%2F&=?#~")]
    [InlineData("odd/ü/日本/🗾")]
    [InlineData("odd/ <&>\"' ")]
    [InlineData("odd/a\nb")]
    public async Task An_upload_is_found_and_aborted_under_whatever_key(string key)
    {
        string uploadId = (await _store.Client.InitiateMultipartUploadAsync(_store.Bucket, key)).UploadId;
        IncompleteUpload upload = await Cleanup.ListAsync(Under(key)).SingleAsync();
        Assert.Equal((key, uploadId), (upload.Key, upload.UploadId));
        AbortResult result = await Cleanup.AbortAsync(Under(key) with { OlderThan = TimeSpan.Zero }).SingleAsync();
        Assert.Equal((AbortOutcome.Aborted, null), (result.Outcome, result.Exception));
        Assert.Empty(await Cleanup.ListAsync(Under(key)).ToListAsync());
    }

    [Fact]
    public async Task An_upload_is_listed_with_its_age_and_the_size_stored_so_far()
    {
        string uploadId = (await _store.Client.InitiateMultipartUploadAsync(_store.Bucket, "sized/a")).UploadId;
        foreach (int part in new[] { 1, 3 })
        {
            await _store.Client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = _store.Bucket,
                Key = "sized/a",
                UploadId = uploadId,
                PartNumber = part,
                InputStream = new MemoryStream(new byte[1000 + part]),
                UseChunkEncoding = false,
                ChecksumCRC32 = Convert.ToBase64String(Crc32(new byte[1000 + part])),
            });
        }

        IncompleteUpload upload = await Cleanup.ListAsync(Under("sized/") with { IncludeSize = true }).SingleAsync();
        Assert.Equal((2, 2004), (upload.PartCount, upload.StoredSize));
        Assert.InRange(Assert.NotNull(upload.Age), TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task The_lifecycle_rule_is_ensured_where_there_are_such_rules_and_clearly_refused_where_not()
    {
        if (!_store.HasLifecycle)
        {
            LifecycleNotSupportedException refusal = await Assert.ThrowsAsync<LifecycleNotSupportedException>(
                () => Cleanup.EnsureAbortRuleAsync(_store.Bucket, 7, "rule/"));
            Assert.Contains("AbortAsync", refusal.Message, StringComparison.Ordinal);
            Assert.NotNull(await _store.Client.GetBucketLocationAsync(_store.Bucket));
            return;
        }

        var foreign = new LifecycleRule
        {
            Id = "foreign",
            Status = "Enabled",
            Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "foreign/" } },
            Expiration = new LifecycleRuleExpiration { Days = 1000 },
        };
        await _store.Client.PutLifecycleConfigurationAsync(new PutLifecycleConfigurationRequest
        {
            BucketName = _store.Bucket,
            Configuration = new LifecycleConfiguration { Rules = [foreign] },
        });

        // A given server may have days of a few seconds; these rules must not touch the other tests' uploads.
        bool[] written =
        [
            (await Cleanup.EnsureAbortRuleAsync(_store.Bucket, 1007, "rule/")).WasWritten,
            (await Cleanup.EnsureAbortRuleAsync(_store.Bucket, 1007, "rule/")).WasWritten,
            (await Cleanup.EnsureAbortRuleAsync(_store.Bucket, 1008, "rule/")).WasWritten,
            (await Cleanup.EnsureAbortRuleAsync(_store.Bucket, 1009)).WasWritten,
            (await Cleanup.EnsureAbortRuleAsync(_store.Bucket, 1009)).WasWritten,
        ];
        Assert.Equal([true, false, true, true, false], written);
        List<LifecycleRule> rules = (await _store.Client.GetLifecycleConfigurationAsync(_store.Bucket)).Configuration.Rules;
        Assert.Equal([1008, 1009], rules.Select(rule => rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation).OfType<int>().Order());
        LifecycleRule after = Assert.Single(rules, rule => rule.Id == "foreign");
        Assert.Equal(("Enabled", 1000), (after.Status.Value, after.Expiration.Days));
        Assert.Equal("foreign/", Assert.IsType<LifecyclePrefixPredicate>(after.Filter.LifecycleFilterPredicate).Prefix);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_fails()
    {
        var query = new IncompleteUploadQuery { BucketName = "no-such-bucket-" + Guid.NewGuid().ToString("N"), OlderThan = TimeSpan.Zero };
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(async () => await Cleanup.AbortAsync(query).ToListAsync());
        Assert.Equal("NoSuchBucket", Assert.IsType<Amazon.S3.AmazonS3Exception>(failure.InnerException).ErrorCode);
    }

    private static IEnumerable<string> Ids(IEnumerable<AbortResult> results) => results.Select(result => result.Upload.UploadId).Order();

    private static byte[] Crc32(byte[] bytes)
    {
        byte[] hash = System.IO.Hashing.Crc32.Hash(bytes);
        Array.Reverse(hash);
        return hash;
    }

    private IncompleteUploadQuery Under(string prefix) => new() { BucketName = _store.Bucket, Prefix = prefix };
}
