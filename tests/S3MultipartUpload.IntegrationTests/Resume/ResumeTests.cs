using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

public sealed class ResumeTests : ResumeScenario
{
    public static TheoryData<string> Sources => ["file", "memory", "stream", "stream of known length"];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task An_interrupted_upload_goes_on_and_sends_no_part_again(string kind)
    {
        using var source = new SourceOf(kind, Bytes);
        UploadManifest before = await InterruptedUpload(source.Open());
        UploadManifest manifest = await Uploader().ResumeAsync(Request(source.Open()));
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Equal([1, 2, 3], PartsSent());
        Assert.Equal(before.UploadId, manifest.UploadId);
        Assert.Equal(2, manifest.PartsResumed);
        Assert.Equal(before.Parts, manifest.Parts.Take(2));
        Assert.Null(await SavedCheckpoint());
        Assert.Equal(0, await OpenUploads());
    }

    [Fact]
    public async Task The_same_upload_again_resumes_by_itself()
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        UploadManifest manifest = await Uploader().UploadAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(2, manifest.PartsResumed);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task Resuming_is_refused_where_there_is_nothing_to_resume()
    {
        CheckpointException missing = await Assert.ThrowsAsync<CheckpointException>(
            () => Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.Equal(CheckpointProblem.Missing, missing.Problem);
        await Assert.ThrowsAsync<UploadRefusedException>(
            () => Uploader(options => options.CheckpointStore = null).ResumeAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task An_upload_that_is_not_to_resume_aborts_the_unfinished_one_first()
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        UploadManifest manifest =
            await Uploader().UploadAsync(Request(PartSource.FromMemory(Bytes), new ResumeOptions { Automatic = false }));
        Assert.Equal(0, manifest.PartsResumed);
        Assert.Equal([1, 2, 1, 2, 3], PartsSent());
        Assert.Equal(0, await OpenUploads());
    }

    [Fact]
    public async Task Cancellation_leaves_the_checkpoint()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = hold });
        using var cancellation = new CancellationTokenSource();
        Task upload = Uploader().UploadAsync(Request(PartSource.FromMemory(Bytes)), cancellation.Token);
        await hold.WaitAsync(1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        hold.Release();
        Assert.Equal(1, await OpenUploads());
        UploadManifest manifest = await Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.InRange(manifest.PartsResumed, 1, 2); // The held part may have arrived after all.
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task An_upload_that_is_to_be_aborted_on_failure_leaves_nothing()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Effect = FaultEffect.Status(403, "AccessDenied") });
        var request = new UploadRequest
        {
            BucketName = Bucket,
            Key = Key,
            Source = PartSource.FromMemory(
            Bytes),
            FailureAction = FailureAction.Abort
        };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().UploadAsync(request));
        Assert.Equal(FailedUploadState.Aborted, failure.State);
        Assert.Null(await SavedCheckpoint());
        Assert.Equal(0, await OpenUploads());
    }

    [Fact]
    public async Task Keeping_without_a_checkpoint_store_is_refused()
    {
        var request = new UploadRequest
        {
            BucketName = Bucket,
            Key = Key,
            Source = PartSource.FromMemory(
            Bytes),
            FailureAction = FailureAction.KeepForResume
        };
        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(
            () => Uploader(options => options.CheckpointStore = null).UploadAsync(request));
        Assert.Contains("CheckpointStore", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_part_that_somebody_else_has_overwritten_is_sent_again()
    {
        UploadManifest before = await InterruptedUpload(PartSource.FromMemory(Bytes));
        await Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = Key,
            UploadId = before.UploadId,
            PartNumber = 2,
            InputStream = new MemoryStream(new byte[PartSize]),
            ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm.CRC32,
        });
        UploadManifest manifest = await Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(1, manifest.PartsResumed);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_part_that_the_checkpoint_does_not_know_is_compared_and_not_sent_again()
    {
        var store = new ForgetfulCheckpointStore(Checkpoints, writes: 1);
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") });
        await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(options => options.CheckpointStore = store).UploadAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.Contains("\"parts\":[]", await SavedCheckpoint(), StringComparison.Ordinal);
        UploadManifest manifest = await Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(2, manifest.PartsResumed);
        Assert.Equal([1, 2, 3], PartsSent());
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_listing_that_lags_behind_costs_a_part_but_no_byte()
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        Server.Faults.Add(new Fault { Operation = S3Operation.ListParts, Effect = FaultEffect.LaggingListParts(1) });
        UploadManifest manifest = await Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(1, manifest.PartsResumed);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task An_upload_of_more_parts_than_a_page_lists_is_resumed()
    {
        byte[] bytes = RandomBytes(2_345, seed: 5);
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2_300,
            Times = 1,
            Effect = FaultEffect.Status(403, "AccessDenied")
        });
        void Tiny(S3MultipartUploadOptions options) => options.PartSizer = PartSizer.Fixed(1);
        await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader(Tiny).UploadAsync(Request(PartSource.FromMemory(bytes))));
        UploadManifest manifest = await Uploader(Tiny).ResumeAsync(Request(PartSource.FromMemory(bytes)));
        Assert.Equal(2_299, manifest.PartsResumed);
        Assert.Equal(bytes, await StoredBytes());
    }

    [Fact]
    public async Task Progress_begins_at_what_is_stored_already()
    {
        await InterruptedUpload(new KnownSource(Bytes));
        var reports = new List<UploadProgress>();
        var request = new UploadRequest
        {
            BucketName = Bucket,
            Key = Key,
            Source = new KnownSource(Bytes),
            Resume = new ResumeOptions { Check = ResumeCheck.Trust },
            Progress = new Reporter(reports.Add),
        };
        await Uploader().ResumeAsync(request);
        Assert.Equal(2 * PartSize, reports[0].BytesStored);
        Assert.Equal(Bytes.Length, reports[^1].BytesStored);
    }

    [Fact]
    public async Task A_resumed_upload_keeps_its_part_size()
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        UploadManifest manifest =
            await Uploader(options => options.PartSizer = PartSizer.Fixed(7_000)).ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(PartSize, manifest.PartSize);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_source_that_needs_one_request_now_still_goes_on_in_parts()
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        UploadManifest manifest =
            await Uploader(options => options.SinglePutThreshold = 1_000_000).ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(3, manifest.Parts.Count);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task Aborting_removes_the_upload_and_its_checkpoint()
    {
        UploadManifest before = await InterruptedUpload(PartSource.FromMemory(Bytes));
        UploadManifest gone = await Uploader().AbortAsync(Target);
        Assert.Equal(before.UploadId, gone.UploadId);
        Assert.Equal(2 * PartSize, gone.Size);
        Assert.Null(await SavedCheckpoint());
        Assert.Equal(0, await OpenUploads());
        Assert.Equal(
            CheckpointProblem.Missing, (await Assert.ThrowsAsync<CheckpointException>(() => Uploader().AbortAsync(Target))).Problem);
    }

    [Theory]
    [InlineData(403, "AccessDenied")]
    [InlineData(404, "NoSuchBucket")]
    public async Task An_abort_that_fails_keeps_the_checkpoint(int status, string errorCode)
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        Server.Faults.Add(
            new Fault { Operation = S3Operation.AbortMultipartUpload, Times = 1, Effect = FaultEffect.Status(status, errorCode) });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().AbortAsync(Target));
        Assert.Equal(FailedUploadState.AbortFailed, failure.State);
        Assert.NotNull(await SavedCheckpoint());
    }

    private sealed class Reporter(Action<UploadProgress> report) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => report(value);
    }
}
