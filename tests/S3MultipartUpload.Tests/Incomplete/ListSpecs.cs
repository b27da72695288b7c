using Amazon.S3.Model;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Tests;

public sealed class ListSpecs
{
    private static readonly DateTime Now = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly MockBucket _bucket = new();
    private readonly FakeTimeProvider _time = new(Now);

    private static readonly IncompleteUploadQuery Everything = new() { BucketName = MockBucket.Name };

    [Fact]
    public async Task Every_upload_is_listed_once_whatever_the_pages() => await Gen.Select(Gen.Int[0, 60], Gen.Int[1, 7], Gen.Int[1, 20])
        .SampleAsync(async (count, pageSize, keys) =>
        {
            var bucket = new MockBucket { PageSize = pageSize };
            for (int upload = 0; upload < count; upload++)
            {
                bucket.Add($"key-{upload % keys:D3}");
            }

            List<IncompleteUpload> listed = await bucket.Cleanup().ListAsync(Everything).ToListAsync();
            Assert.Equal(count, listed.Select(upload => upload.UploadId).Distinct().Count());
            Assert.Equal(count, listed.Count);
        });

    [Fact]
    public async Task An_upload_is_described_with_its_age_by_the_clock()
    {
        _bucket.Add("a", Now.AddDays(-3));
        IncompleteUpload upload = Assert.Single(await _bucket.Cleanup(_time).ListAsync(Everything).ToListAsync());
        Assert.Equal((MockBucket.Name, "a", "id-000000"), (upload.BucketName, upload.Key, upload.UploadId));
        Assert.Equal((new DateTimeOffset(Now).AddDays(-3), TimeSpan.FromDays(3)), (upload.Initiated, upload.Age));
        Assert.Equal((null, null), (upload.PartCount, upload.StoredSize));
    }

    [Theory]
    [InlineData(DateTimeKind.Unspecified)]
    [InlineData(DateTimeKind.Utc)]
    public async Task Times_are_UTC(DateTimeKind kind)
    {
        _bucket.Add("a", DateTime.SpecifyKind(Now.AddDays(-1), kind));
        IncompleteUpload upload = Assert.Single(await _bucket.Cleanup(_time).ListAsync(Everything).ToListAsync());
        Assert.Equal(TimeSpan.FromDays(1), upload.Age);
    }

    [Fact]
    public async Task An_age_leaves_out_younger_uploads_and_those_of_unknown_age()
    {
        _bucket.Add("older", Now.AddDays(-8));
        _bucket.Add("as old", Now.AddDays(-7));
        _bucket.Add("younger", Now.AddDays(-7).AddSeconds(1));
        _bucket.Add("from the future", Now.AddDays(1));
        _bucket.Add("of unknown age", initiated: null);
        _bucket.Add("of no age", default(DateTime));
        _bucket.Add("of seconds that are no date", DateTime.UnixEpoch.AddSeconds(20_260_101));
        IncompleteUploadQuery week = Everything with { OlderThan = TimeSpan.FromDays(7) };
        Assert.Equal(["as old", "older"], await _bucket.Cleanup(_time).ListAsync(week).Select(upload => upload.Key).ToListAsync());
        Assert.Equal(4, await _bucket.Cleanup(_time).ListAsync(Everything with { OlderThan = TimeSpan.Zero }).CountAsync());
        Assert.Equal(7, await _bucket.Cleanup(_time).ListAsync(Everything).CountAsync());
    }

    [Fact]
    public async Task A_store_that_ignores_the_prefix_shows_nothing_outside_it()
    {
        _bucket.Add("tmp/a", Now);
        _bucket.Add("kept/a", Now);
        _bucket.OnList = (request, _) =>
        {
            Assert.Equal("tmp/", request.Prefix);
            request.Prefix = null;
            return Task.CompletedTask;
        };
        Assert.Equal("tmp/a", (await _bucket.Cleanup().ListAsync(Everything with { Prefix = "tmp/" }).SingleAsync()).Key);
    }

    [Fact]
    public async Task A_store_that_ignores_the_markers_ends_in_an_error_after_what_it_listed()
    {
        _bucket.PageSize = 2;
        Add(5);
        _bucket.OnList = (request, _) =>
        {
            request.KeyMarker = null;
            return Task.CompletedTask;
        };
        List<string> keys = [];
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(async () =>
        {
            await foreach (IncompleteUpload upload in _bucket.Cleanup().ListAsync(Everything))
            {
                keys.Add(upload.Key);
            }
        });
        Assert.Contains("the same page", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["key-0", "key-1"], keys);
        Assert.Equal(2, _bucket.Calls.Count);
    }

    [Fact]
    public async Task A_store_that_names_no_markers_is_asked_to_go_on_after_the_last_upload()
    {
        _bucket.PageSize = 2;
        Add(5);
        _bucket.Alter = answer =>
        {
            (answer.NextKeyMarker, answer.NextUploadIdMarker) = ("", null);
            return answer;
        };
        Assert.Equal(5, await _bucket.Cleanup().ListAsync(Everything).CountAsync());
    }

    [Fact]
    public async Task An_opaque_key_marker_goes_back_alone()
    {
        _bucket.PageSize = 2;
        Add(3);
        _bucket.Alter = answer =>
        {
            (answer.NextKeyMarker, answer.NextUploadIdMarker) = ("opaque", null);
            return answer;
        };
        _bucket.OnList = (request, _) =>
        {
            if (request.KeyMarker is not null)
            {
                Assert.Equal(("opaque", null), (request.KeyMarker, request.UploadIdMarker));
                (request.KeyMarker, request.UploadIdMarker) = ("key-1", "id-000001");
            }

            return Task.CompletedTask;
        };
        Assert.Equal(3, await _bucket.Cleanup().ListAsync(Everything).CountAsync());
    }

    [Fact]
    public async Task A_page_that_has_more_to_tell_but_nothing_in_it_is_an_error()
    {
        _bucket.Alter = _ => new ListMultipartUploadsResponse { IsTruncated = true };
        await Assert.ThrowsAsync<CleanupException>(async () => await _bucket.Cleanup().ListAsync(Everything).ToListAsync());
        Assert.Equal(9, _bucket.Calls.Count);
    }

    [Theory]
    [InlineData("", "id")]
    [InlineData("key", "")]
    public async Task An_upload_without_key_or_id_is_an_error_and_never_aborted(string key, string uploadId)
    {
        _bucket.Add(key, Now, uploadId);
        IncompleteUploadQuery query = Everything with { OlderThan = TimeSpan.Zero };
        await Assert.ThrowsAsync<CleanupException>(async () => await _bucket.Cleanup().AbortAsync(query).ToListAsync());
        Assert.All(_bucket.Calls, call => Assert.Equal("List", call));
    }

    [Fact]
    public async Task A_page_that_fails_is_told_after_the_uploads_of_the_one_before()
    {
        _bucket.PageSize = 2;
        Add(4);
        _bucket.OnList = (request, _) => request.KeyMarker is null ? Task.CompletedTask : throw MockBucket.Error(403, "AccessDenied");
        List<string> keys = [];
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(async () =>
        {
            await foreach (IncompleteUpload upload in _bucket.Cleanup().ListAsync(Everything))
            {
                keys.Add(upload.Key);
            }
        });
        Assert.Equal("AccessDenied", Assert.IsType<Amazon.S3.AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.Equal(["key-0", "key-1"], keys);
    }

    [Fact]
    public async Task A_transient_failure_is_tried_again()
    {
        Add(3);
        int attempts = 0;
        _bucket.OnList = (_, _) => ++attempts < 3 ? throw MockBucket.Error(503, "SlowDown") : Task.CompletedTask;
        Assert.Equal(3, await _bucket.Cleanup().ListAsync(Everything).CountAsync());
    }

    [Fact]
    public async Task The_size_is_that_of_all_parts_over_all_pages()
    {
        Add(1);
        _bucket.OnParts = (request, _) => Task.FromResult<ListPartsResponse?>(request.PartNumberMarker switch
        {
            null => new() { Parts = [Part(1, 10), Part(2, 20)], IsTruncated = true, NextPartNumberMarker = 2 },
            "2" => new() { Parts = [Part(5, 30)], IsTruncated = false, NextPartNumberMarker = 5 },
            _ => throw new InvalidOperationException(request.PartNumberMarker),
        });
        IncompleteUpload upload = await _bucket.Cleanup().ListAsync(Everything with { IncludeSize = true }).SingleAsync();
        Assert.Equal((3, 60), (upload.PartCount, upload.StoredSize));
    }

    [Fact]
    public async Task Parts_that_never_end_are_an_error()
    {
        Add(1);
        _bucket.OnParts = (_, _) => Task.FromResult<ListPartsResponse?>(
            new() { Parts = [Part(1, 10)], IsTruncated = true, NextPartNumberMarker = 1 });
        await Assert.ThrowsAsync<CleanupException>(
            async () => await _bucket.Cleanup().ListAsync(Everything with { IncludeSize = true }).ToListAsync());
    }

    [Fact]
    public async Task An_upload_that_has_ended_before_its_size_was_asked_for_is_left_out()
    {
        Add(3);
        _bucket.OnParts = (request, _) => request.Key == "key-1"
            ? throw MockBucket.Error(404, "NoSuchKey")
            : Task.FromResult<ListPartsResponse?>(null);
        Assert.Equal(
            ["key-0", "key-2"],
            await _bucket.Cleanup().ListAsync(Everything with { IncludeSize = true }).Select(upload => upload.Key).ToListAsync());
    }

    [Fact]
    public async Task A_size_that_the_store_refuses_to_tell_is_not_known()
    {
        Add(1);
        _bucket.OnParts = (_, _) => throw MockBucket.Error(403, "AccessDenied");
        IncompleteUpload upload = await _bucket.Cleanup().ListAsync(Everything with { IncludeSize = true }).SingleAsync();
        Assert.Equal((null, null), (upload.PartCount, upload.StoredSize));
    }

    [Fact]
    public async Task A_cancelled_listing_ends_as_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        _bucket.OnList = async (_, token) =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _bucket.Cleanup().ListAsync(Everything, cancel.Token).ToListAsync());
        Assert.Single(_bucket.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    public void A_bucket_name_that_would_address_something_else_is_refused_before_any_request(string name)
    {
        Assert.Throws<ArgumentException>(() => _bucket.Cleanup().ListAsync(new IncompleteUploadQuery { BucketName = name }));
        Assert.Empty(_bucket.Calls);
    }

    private static PartDetail Part(int number, long size) => new() { PartNumber = number, Size = size };

    private void Add(int count)
    {
        for (int upload = 0; upload < count; upload++)
        {
            _bucket.Add($"key-{upload}", Now);
        }
    }
}
