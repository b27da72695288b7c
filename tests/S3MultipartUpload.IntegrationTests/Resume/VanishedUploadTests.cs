using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>The store no longer knows the upload that is to be resumed: because it was aborted, or because it was completed.</summary>
public sealed class VanishedUploadTests : ResumeScenario
{
    [Fact]
    public async Task An_aborted_upload_is_a_typed_error()
    {
        await VanishedUpload();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader().UploadAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.IsType<UploadNotFoundException>(failure.InnerException);
        Assert.NotNull(await SavedCheckpoint()); // It may belong to another store.
    }

    [Fact]
    public async Task An_aborted_upload_is_begun_afresh_where_that_is_allowed()
    {
        await VanishedUpload();
        await Uploader().UploadAsync(Request(PartSource.FromMemory(Bytes), new ResumeOptions { RestartIfUploadNotFound = true }));
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Null(await SavedCheckpoint());
    }

    [Fact]
    public async Task An_upload_that_vanishes_while_it_is_resumed_is_a_typed_error()
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = FaultEffect.UploadVanished });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader().UploadAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.IsType<UploadNotFoundException>(failure.InnerException);
        Assert.Equal(3, failure.PartNumber);
    }

    [Fact]
    public async Task An_upload_that_was_completed_is_settled_without_sending_anything()
    {
        var store = new ForgetfulCheckpointStore(Checkpoints, writes: int.MaxValue); // Killed when it was completed: the checkpoint stays.
        UploadManifest done = await Uploader(options => options.CheckpointStore = store).UploadAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.NotNull(await SavedCheckpoint());
        int sent = PartsSent().Count();
        UploadManifest manifest = await Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(sent, PartsSent().Count());
        Assert.True(manifest.IsComplete);
        Assert.Equal(3, manifest.PartsResumed);
        Assert.Equal(done.Parts, manifest.Parts);
        Assert.Equal(done.Checksum, manifest.Checksum);
        Assert.Equal(done.ETag, manifest.ETag);
        Assert.Null(await SavedCheckpoint());
    }

    [Theory]
    [InlineData("memory", 25_000)]
    [InlineData("stream of known length", 25_000)]
    [InlineData("stream", 25_000)]
    [InlineData("stream", 31_000)]
    [InlineData("stream", 20_000)]
    [InlineData("stream", 9_000)]
    public async Task An_object_that_was_completed_is_not_taken_for_that_of_another_source(string kind, int length)
    {
        using (var source = new SourceOf(kind, Bytes))
        {
            await CompletedUpload(source.Open());
        }

        byte[] other = RandomBytes(length, seed: 2);
        Bytes.AsSpan(0, Math.Min(length, Bytes.Length) - 1).CopyTo(other); // The first bytes are the same.
        using var changed = new SourceOf(kind, other);
        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().UploadAsync(Request(changed.Open())));
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.Equal(FailedUploadState.Completed, failure.State);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("stream")]
    [InlineData("stream of known length")]
    public async Task A_source_that_must_be_read_to_be_known_is_compared_with_the_object_that_was_completed(string kind)
    {
        using var source = new SourceOf(kind, Bytes);
        UploadManifest done = await CompletedUpload(source.Open());
        UploadManifest manifest = await Uploader().UploadAsync(Request(source.Open()));
        Assert.Equal(done.Parts, manifest.Parts);
        Assert.Equal([1, 2, 3], PartsSent());
        Assert.Null(await SavedCheckpoint());
    }

    [Fact]
    public async Task Another_source_than_that_of_the_completed_object_is_stored_afresh_where_that_is_allowed()
    {
        await CompletedUpload(PartSource.FromMemory(Bytes));
        byte[] other = RandomBytes(Bytes.Length, seed: 2);
        await Uploader().UploadAsync(Request(PartSource.FromMemory(other), new ResumeOptions { RestartIfSourceChanged = true }));
        Assert.Equal(other, await StoredBytes());
    }

    [Fact]
    public async Task An_upload_that_is_gone_is_not_called_open_where_the_object_cannot_be_looked_at()
    {
        await CompletedUpload(PartSource.FromMemory(Bytes));
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader().UploadAsync(
                Request(PartSource.FromMemory(Bytes), new ResumeOptions { RestartIfUploadNotFound = true })));
        Assert.Equal(FailedUploadState.Unknown, failure.State);
        Assert.IsType<Amazon.S3.AmazonS3Exception>(failure.InnerException);
        Assert.DoesNotContain("stays open", failure.Message, StringComparison.Ordinal);
        Server.Faults.Clear();
        Assert.Equal(3, (await Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes)))).PartsResumed);
    }

    [Fact]
    public async Task Somebody_else_s_object_of_the_same_size_is_not_taken_for_ours()
    {
        var store = new ForgetfulCheckpointStore(Checkpoints, writes: int.MaxValue);
        await Uploader(options => options.CheckpointStore = store).UploadAsync(Request(PartSource.FromMemory(Bytes)));
        await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = Key, InputStream = new MemoryStream(new byte[Bytes.Length]) });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.IsType<UploadNotFoundException>(failure.InnerException);
    }

    [Fact]
    public async Task An_upload_killed_between_the_last_part_and_Complete_is_completed()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") });
        await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().UploadAsync(Request(new KnownSource(Bytes))));
        var source = new KnownSource(Bytes);
        UploadManifest manifest = await Uploader().ResumeAsync(Request(source, new ResumeOptions { Check = ResumeCheck.Trust }));
        Assert.Equal(3, manifest.PartsResumed);
        Assert.Empty(source.Opened);
        Assert.Equal(Bytes, await StoredBytes());
    }

    /// <summary>An upload that was killed when the object was stored: its checkpoint stays.</summary>
    private Task<UploadManifest> CompletedUpload(IPartSource source) =>
        Uploader(options => options.CheckpointStore = new ForgetfulCheckpointStore(Checkpoints, writes: int.MaxValue))
            .UploadAsync(Request(source));

    private async Task VanishedUpload()
    {
        UploadManifest before = await InterruptedUpload(PartSource.FromMemory(Bytes));
        await Client.AbortMultipartUploadAsync(Bucket, Key, before.UploadId);
    }
}
