using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>The recipes of docs/fleet.md that need no fleet and no database, run as they stand there.</summary>
public sealed class SharedWorkExamples : IAsyncDisposable
{
    private const int MiB = 1 << 20;
    private readonly string _path = Path.GetTempFileName();
    private readonly byte[] _bytes = new byte[(83 * MiB) + 1];
    private readonly S3TestServer _server = S3TestServer.Start(new() { BucketNames = { "archive" } });
    private readonly AmazonS3Client _client;

    public SharedWorkExamples()
    {
        _client = _server.CreateClient();
        new Random(1).NextBytes(_bytes);
        File.WriteAllBytes(_path, _bytes);
    }

    private static UploadTarget Target => new() { BucketName = "archive", Key = "disk.img" };

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        File.Delete(_path);
    }

    [Fact]
    public async Task Three_pods_of_an_indexed_job_one_of_them_started_again()
    {
        IndexedJob.SharedWork work = await IndexedJob.PlanAsync(new MultipartUploader(_client), Target, _path, 5 * MiB);
        _server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 12,
            Times = 1,
            Effect = FaultEffect.Status(400, "InvalidRequest"),
        });
        Task[] pods =
        [
            .. Enumerable.Range(0, 3).Select(index => IndexedJob.SendAsync(new MultipartUploader(_client), work, _path, index, pods: 3)),
        ];
        await Assert.ThrowsAsync<MultipartUploadException>(() => Task.WhenAll(pods));
        await IndexedJob.SendAsync(new MultipartUploader(_client), work, _path, index: 1, pods: 3);
        UploadManifest manifest = await IndexedJob.CompleteAsync(new MultipartUploader(_client), work, _path);
        Assert.Equal((17, (long)_bytes.Length), (manifest.Parts.Count, manifest.Size));
        Assert.Equal(manifest.ETag, (await IndexedJob.CompleteAsync(new MultipartUploader(_client), work, _path)).ETag);
        Assert.Equal(
            Enumerable.Range(1, 17),
            _server.Requests.Where(request => request is { Operation: S3Operation.UploadPart, Status: 200 })
                .Select(request => request.PartNumber ?? 0).Order());
        await AssertStoredAsync();
    }

    [Fact]
    public async Task A_job_of_Hangfire()
    {
        var uploader = new MultipartUploader(_client);
        IndexedJob.SharedWork work = await IndexedJob.PlanAsync(uploader, Target, _path, 5 * MiB);
        foreach (PartSpan span in PartSpan.Divide(work.Length, work.PartSize, partsPerSpan: 6))
        {
            await new RangeJob(uploader).RunAsync(
                work.Session, work.Identity, _path, span, TestContext.Current.CancellationToken);
        }

        await IndexedJob.CompleteAsync(uploader, work, _path);
        await AssertStoredAsync();
    }

    private async Task AssertStoredAsync()
    {
        using GetObjectResponse stored = await _client.GetObjectAsync("archive", "disk.img");
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(_bytes));
    }

    public static class IndexedJob
    {
        public sealed record SharedWork(string Session, string Identity, long Length, long PartSize);

        /// <summary>Once, before the Job: its result goes into a file that all pods see.</summary>
        public static async Task<SharedWork> PlanAsync(IMultipartUploader uploader, UploadTarget target, string path, long partSize)
        {
            IPartSource source = PartSource.FromFile(path);
            IMultipartSession session = await uploader.StartAsync(target);
            return new SharedWork(session.ToJson(), SourceIdentity.Of(source).ToString(), new FileInfo(path).Length, partSize);
        }

        /// <summary>In each pod; <paramref name="index"/> is JOB_COMPLETION_INDEX. One that starts again skips what is stored.</summary>
        public static async Task SendAsync(IMultipartUploader uploader, SharedWork work, string path, int index, int pods)
        {
            IMultipartSession session = uploader.OpenSession(work.Session);
            IEnumerable<PartSpan> all = PartSpan.Divide(work.Length, work.PartSize, partsPerSpan: 8);
            foreach (PartSpan span in all.Where((_, number) => number % pods == index))
            {
                await session.UploadRangeAsync(PartSource.FromFile(path), span, SourceIdentity.Parse(work.Identity));
            }
        }

        /// <summary>Once, after the Job; as often as it is started, there is one object.</summary>
        public static async Task<UploadManifest> CompleteAsync(IMultipartUploader uploader, SharedWork work, string path)
        {
            SourceIdentity.Parse(work.Identity).ThrowIfChanged(PartSource.FromFile(path));
            int last = PartSpan.Divide(work.Length, work.PartSize, partsPerSpan: 8).Last().LastPart;
            return await uploader.OpenSession(work.Session).CompleteAsync(Enumerable.Range(1, last)); // All of them, or it is refused.
        }
    }

    public sealed class RangeJob(IMultipartUploader uploader)
    {
        public async Task RunAsync(string session, string identity, string path, PartSpan span, CancellationToken cancellationToken) =>
            await uploader.OpenSession(session)
                .UploadRangeAsync(PartSource.FromFile(path), span, SourceIdentity.Parse(identity), cancellationToken);
    }
}
