namespace S3MultipartUpload.Tests;

/// <summary>After a restart, the store of checkpoints tells what there is to resume.</summary>
public sealed class CheckpointListTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Incomplete_uploads_are_listed_and_complete_ones_are_not(bool inFiles)
    {
        ICheckpointStore store = inFiles ? new FileCheckpointStore(Path.Combine(_directory, "new")) : new MemoryCheckpointStore();
        Assert.Empty(await ListAsync(store));
        await FailAsync(store, "photos", "a/b");
        await FailAsync(store, "photos", "c");
        Assert.Equal([("photos", "a/b"), ("photos", "c")], Names(await ListAsync(store)));

        await Uploader(new MockS3()).UploadAsync(Request(store, "other", "d"));
        Assert.Equal(2, (await ListAsync(store)).Count);
        await Uploader(new MockS3()).AbortAsync(new UploadTarget { BucketName = "photos", Key = "c" }, store);
        Assert.Equal([("photos", "a/b")], Names(await ListAsync(store)));
    }

    [Fact]
    public async Task Every_entry_opens_its_checkpoint()
    {
        var store = new FileCheckpointStore(_directory);
        await FailAsync(store, "photos", "a");
        CheckpointEntry entry = Assert.Single(await ListAsync(store));
        Assert.True(File.Exists(entry.Location));
        Assert.NotNull(entry.LastWritten);
        await using ICheckpoint checkpoint = await store.OpenAsync(entry.BucketName, entry.Key, CancellationToken.None);
        Assert.NotNull(await checkpoint.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Damaged_checkpoints_are_named_when_all_others_have_been_listed()
    {
        var store = new FileCheckpointStore(_directory);
        await FailAsync(store, "photos", "a");
        string[] damaged = [Path.Combine(_directory, "0.checkpoint"), Path.Combine(_directory, "G.checkpoint")];
        Assert.All(damaged, path => File.WriteAllText(path, "{"));
        List<CheckpointEntry> listed = [];
        CheckpointException failure = await Assert.ThrowsAsync<CheckpointException>(async () =>
        {
            await foreach (CheckpointEntry entry in store.ListAsync())
            {
                listed.Add(entry);
            }
        });
        Assert.Equal([("photos", "a")], Names(listed));
        Assert.Equal(CheckpointProblem.Unusable, failure.Problem);
        Assert.All(damaged, path => Assert.Contains(path, failure.Message, StringComparison.Ordinal));
    }

    private static IEnumerable<(string, string)> Names(IEnumerable<CheckpointEntry> entries) =>
        entries.Select(entry => (entry.BucketName, entry.Key)).Order();

    private static async Task<IReadOnlyList<CheckpointEntry>> ListAsync(ICheckpointStore store) =>
        await store.ListAsync().ToListAsync();

    private static async Task FailAsync(ICheckpointStore store, string bucket, string key)
    {
        var s3 = new MockS3
        {
            OnPart = (number, _, _) => number == 2 ? throw new InvalidOperationException("no") : Task.CompletedTask,
        };
        await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader(s3).UploadAsync(Request(store, bucket, key)));
    }

    private static MultipartUploader Uploader(MockS3 s3) => UploadSpecs.Uploader(s3);

    private static UploadRequest Request(ICheckpointStore store, string bucket, string key) => new()
    {
        BucketName = bucket,
        Key = key,
        Source = PartSource.FromMemory(Samples.Bytes(35)),
        CheckpointStore = store,
    };
}
