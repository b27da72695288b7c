using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>One large source, whose parts several machines send by ranges.</summary>
public sealed class SessionRangeTests : ResumeScenario
{
    private static readonly PartSpan Whole = new() { FirstPart = 1, LastPart = 3, PartSize = PartSize };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Ranges_from_several_machines_become_one_object(int partsPerRange)
    {
        string json = (await Uploader().StartAsync(Target)).ToJson();
        await Task.WhenAll(PartSpan.Divide(Bytes.Length, PartSize, partsPerRange).Select(
            span => Uploader().OpenSession(json).UploadRangeAsync(PartSource.FromMemory(Bytes), span)));
        UploadManifest manifest = await Uploader().OpenSession(json).CompleteAsync();
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Equal([10_000L, 10_000L, 5_000L], manifest.Parts.Select(part => part.Size));
        Assert.Equal([1, 2, 3], PartsSent().Order());
    }

    /// <summary>Neither sees the other's parts before it sends its own: each part is stored twice, with equal bytes.</summary>
    [Fact]
    public async Task Two_machines_send_the_same_range_at_once()
    {
        string json = (await Uploader().StartAsync(Target)).ToJson();
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        IMultipartSession[] sessions = [Uploader().OpenSession(json), Uploader().OpenSession(json)];
        Task<UploadedSpan[]> both = Task.WhenAll(
            sessions.Select(session => session.UploadRangeAsync(PartSource.FromMemory(Bytes), Whole)));
        await hold.WaitAsync(2);
        hold.Release();
        UploadedSpan[] spans = await both;
        Assert.Equal([1, 1, 2, 2, 3, 3], PartsSent().Order());
        Assert.Equal((0, 0), (spans[0].PartsResumed, spans[1].PartsResumed));
        Assert.Equal(spans[0].Parts, spans[1].Parts);
        UploadManifest manifest = await sessions[0].CompleteAsync([1, 2, 3]);
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Equal(spans[1].Parts.Select(part => part.ETag), manifest.Parts.Select(part => part.ETag));
        Assert.Equal(manifest.ETag, (await sessions[1].CompleteAsync([1, 2, 3])).ETag);
        Assert.Equal(0, await OpenUploads());
    }

    [Fact]
    public async Task Parts_that_are_stored_with_the_same_bytes_are_not_sent_again()
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        StoredPart second = await session.UploadPartAsync(2, PartSource.FromMemory(Bytes.AsMemory(PartSize, PartSize)));
        string json = session.ToJson();
        UploadedSpan stored = await Uploader().OpenSession(json).UploadRangeAsync(PartSource.FromMemory(Bytes), Whole);
        Assert.Equal(1, stored.PartsResumed);
        Assert.Equal(second, stored.Parts[1]);
        Assert.Equal([1, 2, 3], stored.Parts.Select(part => part.PartNumber));
        Assert.Equal([2, 1, 3], PartsSent());

        UploadedSpan again = await Uploader().OpenSession(json).UploadRangeAsync(PartSource.FromMemory(Bytes), Whole);
        Assert.Equal(3, again.PartsResumed);
        Assert.Equal(stored.Parts, again.Parts);
        Assert.Equal(3, PartsSent().Count());
    }

    /// <summary>A part of other bytes, or another length, is replaced: the source that is given now counts.</summary>
    [Theory]
    [InlineData(PartSize)]
    [InlineData(PartSize - 1)]
    public async Task Parts_with_other_bytes_are_replaced(int length)
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        await session.UploadPartAsync(2, PartSource.FromMemory(new byte[length]));
        Assert.Equal(0, (await session.UploadRangeAsync(PartSource.FromMemory(Bytes), Whole)).PartsResumed);
        await session.CompleteAsync();
        Assert.Equal(Bytes, await StoredBytes());
    }

    /// <summary>The list of what is stored is asked for once, however many parts there are.</summary>
    [Fact]
    public async Task One_range_costs_one_list()
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        await session.UploadRangeAsync(PartSource.FromMemory(Bytes), Whole);
        Assert.Single(Server.Requests, request => request.Operation == S3Operation.ListParts);
    }

    [Fact]
    public async Task A_range_goes_on_after_a_failure_with_what_is_missing()
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Times = 1,
            Effect = FaultEffect.Status(403, "AccessDenied"),
        });
        PartSpan oneByOne = Whole with { MaxConcurrentParts = 1 };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => session.UploadRangeAsync(PartSource.FromMemory(Bytes), oneByOne));
        Assert.Equal((2, FailedUploadState.Kept), (failure.PartNumber, failure.State));
        Assert.Equal(1, (await session.UploadRangeAsync(PartSource.FromMemory(Bytes), oneByOne)).PartsResumed);
        await session.CompleteAsync();
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_more_parts_are_sent_at_one_time_than_asked_for(int most)
    {
        IMultipartSession session = await Uploader(options => options.Concurrency = UploadConcurrency.Fixed(8)).StartAsync(Target);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        Task<UploadedSpan> range = session.UploadRangeAsync(PartSource.FromMemory(Bytes), Whole with { MaxConcurrentParts = most });
        await hold.WaitAsync(most);
        hold.Release();
        await range;
        Assert.Equal(most, Server.MaxPartsInFlight);
    }

    [Fact]
    public async Task An_empty_source_is_one_empty_part()
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        PartSpan only = Assert.Single(PartSpan.Divide(length: 0, PartSize, partsPerSpan: 10));
        await session.UploadRangeAsync(PartSource.FromMemory(ReadOnlyMemory<byte>.Empty), only);
        await session.CompleteAsync();
        Assert.Empty(await StoredBytes());
    }

    [Theory]
    [InlineData(0, 3, PartSize, "not among")]
    [InlineData(3, 2, PartSize, "not among")]
    [InlineData(1, 4, PartSize, "not among")]
    [InlineData(1, int.MaxValue, PartSize, "not among")]
    [InlineData(1, 3, 0, "PartSize")]
    [InlineData(1, 3, 2, "at most 10,000")]
    [InlineData(1, 3, 6L * 1024 * 1024 * 1024, "PartSize")]
    public async Task What_breaks_a_rule_is_refused_before_anything_is_asked(int first, int last, long partSize, string words)
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        int requests = Server.Requests.Count;
        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(() => session.UploadRangeAsync(
            PartSource.FromMemory(Bytes), new PartSpan { FirstPart = first, LastPart = last, PartSize = partSize }));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Equal(requests, Server.Requests.Count);
    }

    [Fact]
    public async Task A_source_that_is_read_once_is_refused()
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        var stream = new MemoryStream(Bytes);
        await Assert.ThrowsAsync<UploadRefusedException>(() => session.UploadRangeAsync(PartSource.FromStream(stream), Whole));
        Assert.False(stream.CanRead);
    }

    [Fact]
    public async Task A_cancelled_range_keeps_what_is_stored()
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = hold });
        using var cancel = new CancellationTokenSource();
        Task<UploadedSpan> range = session.UploadRangeAsync(
            PartSource.FromMemory(Bytes), Whole with { MaxConcurrentParts = 1 }, cancellationToken: cancel.Token);
        await hold.WaitAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => range);
        hold.Release();
        Assert.Contains(await session.ListPartsAsync(), part => part.PartNumber == 1);
    }

    [Fact]
    public async Task The_source_must_be_what_it_was_when_the_work_was_divided()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string path = Path.Combine(folder.FullName, "file");
        await File.WriteAllBytesAsync(path, Bytes);
        DateTime written = File.GetLastWriteTimeUtc(path);
        string identity = SourceIdentity.Of(PartSource.FromFile(path)).ToString();
        IMultipartSession session = await Uploader().StartAsync(Target);
        await session.UploadRangeAsync(PartSource.FromFile(path), Whole with { LastPart = 1 }, SourceIdentity.Parse(identity));

        // Another one of the same length and time.
        await File.WriteAllBytesAsync(path, RandomBytes(Bytes.Length, seed: 2));
        File.SetLastWriteTimeUtc(path, written);
        int requests = Server.Requests.Count;
        await Assert.ThrowsAsync<SourceChangedException>(() => session.UploadRangeAsync(
            PartSource.FromFile(path), Whole with { FirstPart = 2 }, SourceIdentity.Parse(identity)));
        Assert.Equal(requests, Server.Requests.Count);
        folder.Delete(recursive: true);
    }
}
