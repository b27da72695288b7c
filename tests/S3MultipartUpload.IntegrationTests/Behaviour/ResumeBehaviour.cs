using System.Security.Cryptography;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What resuming and sessions do, whatever the store.</summary>
public abstract class ResumeBehaviour
{
    private const int MiB = 1024 * 1024;

    private readonly IStore _store;
    private readonly MemoryCheckpointStore _checkpoints = new();
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes((17 * MiB) + 5);

    protected ResumeBehaviour(IStore store)
    {
        _store = store;
        Assert.SkipWhen(store.SkipReason is not null, store.SkipReason ?? "");
    }

    private MultipartUploader Uploader => new(_store.Client, new S3MultipartUploadOptions
    {
        CheckpointStore = _checkpoints,
        PartSizer = PartSizer.Fixed(5 * MiB),
        Concurrency = UploadConcurrency.Fixed(1),
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupted_upload_goes_on(bool isRandomAccess)
    {
        string key = $"resumed-{isRandomAccess}";
        await InterruptAsync(key);
        UploadManifest manifest = await Uploader.ResumeAsync(Request(
            key, isRandomAccess ? PartSource.FromMemory(_bytes) : PartSource.FromStream(new MemoryStream(_bytes))));
        Assert.Equal((2, 4), (manifest.PartsResumed, manifest.Parts.Count));
        Assert.Equal(_bytes, await StoredAsync(key));
        Assert.Null(await OpenUploadAsync(key));
    }

    [Fact]
    public async Task Parts_that_the_checkpoint_does_not_know_are_compared_and_not_sent_again()
    {
        const string key = "compared";
        await InterruptAsync(key, new ForgetfulCheckpointStore(_checkpoints, writes: 1));
        UploadManifest manifest = await Uploader.ResumeAsync(Request(key, PartSource.FromMemory(_bytes)));
        Assert.Equal(2, manifest.PartsResumed);
        Assert.Equal(_bytes, await StoredAsync(key));
    }

    [Fact]
    public async Task A_source_that_has_changed_is_refused()
    {
        const string key = "changed";
        await InterruptAsync(key);
        _bytes[7] ^= 1;
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader.ResumeAsync(Request(key, PartSource.FromMemory(_bytes))));
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.NotNull(await OpenUploadAsync(key));
    }

    [Fact]
    public async Task An_upload_that_was_aborted_is_known_to_be_gone()
    {
        const string key = "gone";
        await InterruptAsync(key);
        await _store.Client.AbortMultipartUploadAsync(_store.Bucket, key, await OpenUploadAsync(key));
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader.ResumeAsync(Request(key, PartSource.FromMemory(_bytes))));
        Assert.IsType<UploadNotFoundException>(failure.InnerException);
    }

    [Fact]
    public async Task An_upload_that_was_completed_is_settled_without_sending_anything()
    {
        const string key = "completed";
        var forgetful = new ForgetfulCheckpointStore(_checkpoints, writes: int.MaxValue);
        UploadManifest done = await Uploader.UploadAsync(Request(key, PartSource.FromMemory(_bytes), forgetful));
        UploadManifest manifest = await Uploader.ResumeAsync(Request(key, PartSource.FromMemory(_bytes)));
        Assert.Equal((4, done.ETag, done.Checksum), (manifest.PartsResumed, manifest.ETag, manifest.Checksum));
        Assert.Equal(done.Parts, manifest.Parts);
    }

    [Fact]
    public async Task An_unfinished_upload_can_be_given_up()
    {
        const string key = "given up";
        await InterruptAsync(key);
        await Uploader.AbortAsync(new UploadTarget { BucketName = _store.Bucket, Key = key });
        Assert.Null(await OpenUploadAsync(key));
    }

    [Fact]
    public async Task Sessions_in_two_places_make_one_object_and_the_newest_bytes_of_a_part_stay()
    {
        const string key = "session";
        IMultipartSession session = await Uploader.StartAsync(new UploadTarget { BucketName = _store.Bucket, Key = key });
        await session.UploadPartAsync(1, PartSource.FromMemory(new byte[6 * MiB]));
        IMultipartSession elsewhere = Uploader.OpenSession(session.ToJson());
        await elsewhere.UploadPartAsync(2, PartSource.FromStream(new MemoryStream(_bytes[(8 * MiB)..])));
        StoredPart newest = await session.UploadPartAsync(1, PartSource.FromMemory(_bytes.AsMemory(0, 8 * MiB)));
        IReadOnlyList<StoredPart> listed = await elsewhere.ListPartsAsync();
        Assert.Equal(
            [(1, newest.ETag.Trim('"')), (2, listed[1].ETag.Trim('"'))], listed.Select(part => (part.PartNumber, part.ETag.Trim('"'))));
        UploadManifest manifest = await elsewhere.CompleteAsync();
        Assert.Equal(_bytes.Length, manifest.Size);
        Assert.Equal(_bytes, await StoredAsync(key));
        Assert.Null(await OpenUploadAsync(key));
    }

    private UploadRequest Request(string key, IPartSource source, ICheckpointStore? checkpoints = null) =>
        new() { BucketName = _store.Bucket, Key = key, Source = source, CheckpointStore = checkpoints };

    /// <summary>An upload whose source fails when two of its four parts are stored.</summary>
    private async Task InterruptAsync(string key, ICheckpointStore? checkpoints = null)
    {
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader.UploadAsync(Request(key, new FailingSource(_bytes, failingPart: 3), checkpoints)));
        Assert.Equal(FailedUploadState.Kept, failure.State);
        Assert.Equal(2, failure.Manifest.Parts.Count);
    }

    private async Task<string?> OpenUploadAsync(string key)
    {
        ListMultipartUploadsResponse open = await _store.Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = _store.Bucket, Prefix = key });
        return open.MultipartUploads?.SingleOrDefault()?.UploadId;
    }

    private async Task<byte[]> StoredAsync(string key)
    {
        using GetObjectResponse answer = await _store.Client.GetObjectAsync(_store.Bucket, key);
        var copy = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private sealed class FailingSource(byte[] bytes, int failingPart) : IPartSource
    {
        public long? Length => bytes.Length;

        public bool IsRandomAccess => true;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) => range.PartNumber == failingPart
            ? throw new InvalidOperationException("No more.")
            : new(new MemoryStream(bytes, (int)range.Offset, (int)range.Length));
    }
}
