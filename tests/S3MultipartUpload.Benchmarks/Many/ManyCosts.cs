using System.Diagnostics;

namespace S3MultipartUpload.Benchmarks.Many;

/// <summary>What many uploads cost by themselves.</summary>
/// <param name="Duration">The time of all.</param>
/// <param name="MostHeld">The most bytes that could not be collected, beyond those before the first.</param>
internal sealed record ManyCosts(TimeSpan Duration, long MostHeld)
{
    private const int Looks = 20;

    public static async Task<ManyCosts> MeasureAsync(int count, CancellationToken cancellationToken)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        long results = 0;
        var watch = new Stopwatch();
        watch.Start();
        var options = new UploadManyOptions { Progress = new Silence() };
        await foreach (UploadResult result in new Idler().UploadManyAsync(RequestsAsync(count), options, cancellationToken))
        {
            if (!result.IsStored)
            {
                throw new InvalidOperationException("An upload that does nothing failed.", result.Exception);
            }

            if (++results % Math.Max(1, count / Looks) == 0)
            {
                watch.Stop();
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                watch.Start();
            }
        }

        return results == count
            ? new ManyCosts(watch.Elapsed, most)
            : throw new InvalidOperationException($"There are {results} results of {count} uploads.");
    }

    private static async IAsyncEnumerable<UploadRequest> RequestsAsync(int count)
    {
        await Task.Yield();
        for (int number = 0; number < count; number++)
        {
            yield return new UploadRequest
            {
                BucketName = "bucket",
                Key = $"{number}",
                Source = PartSource.FromMemory(ReadOnlyMemory<byte>.Empty),
            };
        }
    }

    private sealed class Silence : IProgress<UploadManyProgress>
    {
        public void Report(UploadManyProgress value)
        {
        }
    }

    private sealed class Idler : IMultipartUploader
    {
        public async Task<UploadManifest> UploadAsync(UploadRequest request, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return new UploadManifest { BucketName = request.BucketName, Key = request.Key, IsComplete = true, Parts = [] };
        }

        public Task<UploadManifest> ResumeAsync(UploadRequest request, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<UploadManifest> AbortAsync(
            UploadTarget target, ICheckpointStore? checkpointStore = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<UploadManifest> CopyAsync(CopyRequest request, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<IMultipartSession> StartAsync(UploadTarget target, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IMultipartSession OpenSession(string json, ServerSideEncryption? encryption = null) => throw new NotSupportedException();

        public Task<VerificationReport> VerifyAsync(
            UploadManifest manifest, VerifyOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
