using System.Diagnostics;
using System.Globalization;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>A real server whose days are short enough to wait for: RGW_LC_DAY_SECONDS says how many seconds they last.</summary>
public sealed class AbortRuleOnRgw : IClassFixture<GivenStore>
{
    private readonly GivenStore _store;
    private readonly TimeSpan _day;

    public AbortRuleOnRgw(GivenStore store)
    {
        _store = store;
        string? seconds = Environment.GetEnvironmentVariable("RGW_LC_DAY_SECONDS");
        Assert.SkipWhen(
            store.SkipReason is not null || seconds is null,
            "No RGW with short days is given: S3_ENDPOINT and RGW_LC_DAY_SECONDS are not both set (see tests/servers).");
        _day = TimeSpan.FromSeconds(int.Parse(seconds ?? "", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task An_upload_under_the_prefix_is_aborted_by_the_server_when_its_days_are_over()
    {
        var cleanup = new IncompleteUploads(_store.Client);
        await cleanup.EnsureAbortRuleAsync(_store.Bucket, 1, "tmp/");
        await _store.Client.InitiateMultipartUploadAsync(_store.Bucket, "tmp/stale");
        string kept = (await _store.Client.InitiateMultipartUploadAsync(_store.Bucket, "kept")).UploadId;
        var query = new IncompleteUploadQuery { BucketName = _store.Bucket };

        List<IncompleteUpload> left;
        var waited = Stopwatch.StartNew();
        do
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2) + (3 * _day), "The server did not abort the upload.");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            left = await cleanup.ListAsync(query).ToListAsync();
        }
        while (left.Exists(upload => upload.Key == "tmp/stale"));
        Assert.Equal(kept, Assert.Single(left).UploadId);
    }
}
