using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Multipart uploads step by step.</summary>
public sealed class SessionTests : ResumeScenario
{
    private static readonly UploadTarget Description = new() { BucketName = Bucket, Key = Key, ContentType = "text/plain" };

    [Fact]
    public async Task Parts_in_any_order_become_one_object()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        StoredPart second = await session.UploadPartAsync(2, PartSource.FromStream(new MemoryStream(Bytes[10_000..])));
        StoredPart first = await session.UploadPartAsync(1, PartSource.FromMemory(Bytes.AsMemory(0, 10_000)));
        Assert.Equal([first, second], await session.ListPartsAsync());
        UploadManifest manifest = await session.CompleteAsync([2, 1]);
        Assert.Equal(Bytes, await StoredBytes());
        Assert.True(manifest.IsComplete);
        Assert.Equal(
            [new UploadedPart { PartNumber = 1, Offset = 0, Size = 10_000, ETag = first.ETag, Checksum = first.Checksum },
            new UploadedPart { PartNumber = 2, Offset = 10_000, Size = 15_000, ETag = second.ETag,
                Checksum = second.Checksum }], manifest.Parts);
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(new GetObjectMetadataRequest
        {
            BucketName = Bucket,
            Key = Key,
            ChecksumMode = Amazon.S3.ChecksumMode.ENABLED,
        });
        Assert.Equal("text/plain", head.Headers.ContentType);
        Assert.Equal(manifest.Checksum?.Value, head.ChecksumCRC32);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("file")]
    [InlineData("stream")]
    [InlineData("stream of known length")]
    public async Task An_empty_object_has_one_empty_part(string kind)
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        using var source = new SourceOf(kind, []);
        Assert.Equal(0, (await session.UploadPartAsync(1, source.Open())).Size);
        await session.CompleteAsync();
        Assert.Empty(await StoredBytes());
    }

    [Fact]
    public async Task A_part_of_unknown_length_needs_no_more_memory_than_there_is()
    {
        IMultipartSession session = await Uploader(options => options.MaxBufferedBytes = 1).StartAsync(Description);
        using var source = new SourceOf("stream", Bytes[..1]);
        await session.UploadPartAsync(1, source.Open());
        await session.CompleteAsync();
        Assert.Equal(Bytes[..1], await StoredBytes());
    }

    [Fact]
    public async Task A_part_sent_again_replaces_the_one_before()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        await session.UploadPartAsync(1, PartSource.FromMemory(new byte[500]));
        StoredPart newest = await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        UploadManifest manifest = await session.CompleteAsync();
        Assert.Equal(newest.ETag, Assert.Single(manifest.Parts).ETag);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task Sends_of_one_part_follow_one_another_and_the_last_call_wins()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = hold });
        Task<StoredPart>[] sends =
            [.. Enumerable.Range(1, 20).Select(length => session.UploadPartAsync(1, PartSource.FromMemory(Bytes.AsMemory(0, length))))];
        await hold.WaitAsync(1);
        Assert.Equal(1, Server.PartsInFlight);
        Assert.All(sends, send => Assert.False(send.IsCompleted));
        hold.Release();
        StoredPart[] stored = await Task.WhenAll(sends);
        Assert.Equal(Enumerable.Range(1, 20).Select(length => (long)length), stored.Select(part => part.Size));
        UploadManifest manifest = await session.CompleteAsync([1]);
        Assert.Equal(stored[^1].ETag, manifest.Parts[0].ETag);
        Assert.Equal(Bytes[..20], await StoredBytes());
    }

    [Fact]
    public async Task Completing_right_after_the_last_send_of_a_part_is_never_too_early()
    {
        for (int round = 0; round < 50; round++)
        {
            IMultipartSession session = await Uploader().StartAsync(Description);
            await Task.WhenAll(
                Enumerable.Range(1, 5).Select(length => session.UploadPartAsync(1, PartSource.FromMemory(Bytes.AsMemory(0, length)))));
            await session.CompleteAsync([1]);
        }

        Assert.Equal(Bytes[..5], await StoredBytes());
    }

    [Fact]
    public async Task One_who_gives_up_waiting_lets_nobody_overtake()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = hold });
        using var cancellation = new CancellationTokenSource();
        Task first = session.UploadPartAsync(1, PartSource.FromMemory(new byte[10]));
        Task second = session.UploadPartAsync(1, PartSource.FromMemory(new byte[20]), cancellation.Token);
        Task third = session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        await hold.WaitAsync(1);
        await cancellation.CancelAsync();
        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        Assert.Equal(cancellation.Token, canceled.CancellationToken);
        Assert.Equal(1, Server.PartsInFlight);
        hold.Release();
        await Task.WhenAll(first, third);
        await session.CompleteAsync([1]);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task Sessions_in_several_places_make_one_object()
    {
        string json = (await Uploader().StartAsync(Description)).ToJson();
        await Parallel.ForAsync(0, 5, async (index, _) => await Uploader().OpenSession(json)
            .UploadPartAsync(index + 1, PartSource.FromMemory(Bytes.AsMemory(index * 5_000, 5_000)), CancellationToken.None));
        IMultipartSession last = Uploader().OpenSession(json);
        UploadManifest manifest = await last.CompleteAsync();
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Equal(5, manifest.Parts.Count);
        Assert.NotNull(manifest.Checksum);
    }

    [Fact]
    public async Task The_parts_asked_for_make_the_object_and_others_are_thrown_away()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        for (int number = 1; number <= 3; number++)
        {
            await session.UploadPartAsync(number, PartSource.FromMemory(Bytes.AsMemory(0, number)));
        }

        await session.CompleteAsync([1, 2]);
        Assert.Equal([Bytes[0], Bytes[0], Bytes[1]], await StoredBytes());
    }

    [Fact]
    public async Task A_forgotten_session_aborts_nothing()
    {
        await (await Uploader().StartAsync(Description)).UploadPartAsync(1, PartSource.FromMemory(Bytes));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(1, await OpenUploads());
    }

    [Fact]
    public async Task Aborting_calls_back_what_is_being_sent()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        Task send = session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        await hold.WaitAsync(1);
        Task abort = session.AbortAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
        hold.Release();
        await abort;
        Assert.Equal(0, await OpenUploads());
        await Assert.ThrowsAsync<UploadRefusedException>(() => session.UploadPartAsync(1, PartSource.FromMemory(Bytes)));
    }

    [Fact]
    public async Task A_part_that_fails_says_which_and_leaves_the_upload_open()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => session.UploadPartAsync(7, PartSource.FromMemory(Bytes)));
        Assert.Equal((7, FailedUploadState.Kept), (failure.PartNumber, failure.State));
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        await session.CompleteAsync();
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_lost_answer_to_Complete_is_settled()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = FaultEffect.DropReply });
        Assert.True((await session.CompleteAsync()).IsComplete);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_Complete_that_fails_can_be_tried_again()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        Server.Faults.Add(
            new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => session.CompleteAsync());
        Assert.Equal(FailedUploadState.Kept, failure.State);
        await session.CompleteAsync();
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_part_that_another_overwrote_is_not_completed_as_ours()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        await Uploader().OpenSession(session.ToJson()).UploadPartAsync(1, PartSource.FromMemory(new byte[Bytes.Length]));
        await Assert.ThrowsAsync<MultipartUploadException>(() => session.CompleteAsync());
    }

    [Fact]
    public async Task An_upload_that_is_gone_is_a_typed_error()
    {
        IMultipartSession session = await Uploader().StartAsync(Description);
        await Client.AbortMultipartUploadAsync(Bucket, Key, session.UploadId);
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => session.ListPartsAsync(),
            () => session.CompleteAsync(),
            () => session.UploadPartAsync(1, PartSource.FromMemory(Bytes)),
        })
        {
            MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(call);
            Assert.IsType<UploadNotFoundException>(failure.InnerException);
            Assert.Equal(FailedUploadState.None, failure.State);
        }
    }

    [Fact]
    public async Task An_upload_opened_while_the_caller_gave_up_is_aborted()
    {
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.CreateMultipartUpload, Effect = hold });
        using var cancellation = new CancellationTokenSource();
        Task start = Uploader().StartAsync(Description, cancellation.Token);
        await hold.WaitAsync(1);
        await cancellation.CancelAsync();
        hold.Release();
        await Assert.ThrowsAsync<UploadCanceledException>(() => start);
        Assert.Equal(0, await OpenUploads());
    }
}
