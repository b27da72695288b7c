using Amazon.S3;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>
/// An uploader that works with a client of the SDK in this process. It is measured from the making of its client on, so that each is
/// charged with what its code takes to be compiled; unless the job has a warm-up.
/// </summary>
internal abstract class ClientContender : IContender
{
    public const int Connections = 10;

    /// <summary>
    /// The runtime compiles what is called often once more, on a thread that gets no processor while all are busy: so a warm-up is
    /// done in rounds, each with a rest behind it.
    /// </summary>
    private const int WarmUpRounds = 10;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    public abstract string Name { get; }

    public async Task<Measurement> MeasureAsync(UploadJob job, CancellationToken cancellationToken)
    {
        var payload = new Payload(job.Source, job.Path);
        var meter = new ProcessMeter();
        using AmazonS3Client client = job.Store.CreateClient(Configure);
        Func<string, CancellationToken, Task> upload = Uploader(client, job, payload);
        if (job.WarmUp > 0)
        {
            int rounds = Math.Min(job.WarmUp, WarmUpRounds);
            for (int round = 0; round < rounds; round++)
            {
                await UploadAsync($"warm-up/{round}", (job.WarmUp * (round + 1) / rounds) - (job.WarmUp * round / rounds));
                await Task.Delay(Rest, cancellationToken);
            }

            meter = new ProcessMeter();
        }

        await (job.Count == 1 ? upload(job.Key, cancellationToken) : UploadAsync(job.Key, job.Count));
        return meter.Stop();

        Task UploadAsync(string prefix, int count) => Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken },
            async (number, token) => await upload($"{prefix}/{number}", token));
    }

    /// <summary>What its client is given beyond the address of the store.</summary>
    protected virtual void Configure(AmazonS3Config config) => config.ForUploads();

    /// <summary>What stores the payload under a key; it is called once for each object.</summary>
    protected abstract Func<string, CancellationToken, Task> Uploader(IAmazonS3 client, UploadJob job, Payload payload);
}
