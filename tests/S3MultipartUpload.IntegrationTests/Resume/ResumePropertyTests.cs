using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Whatever interrupts an upload, resuming it gives the object and the parts of one clean run.</summary>
public sealed class ResumePropertyTests : ResumeScenario
{
    private const int Cases = 1_000;
    private const int FaultyRuns = 4;

    private static readonly string[] Kinds = ["file", "memory", "stream", "stream of known length"];

    private static readonly S3Operation[] Operations =
    [
        S3Operation.CreateMultipartUpload, S3Operation.UploadPart, S3Operation.UploadPart, S3Operation.UploadPart,
        S3Operation.CompleteMultipartUpload, S3Operation.ListParts, S3Operation.HeadObject,
    ];

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Any_interruption_then_resume_equals_one_clean_run()
    {
        int interruptions = 0;
        int resumed = 0;
        int lostCreates = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            Outcome outcome = await RunCase(new Random(seed), $"case-{seed}");
            interruptions += outcome.Runs - 1;
            resumed += outcome.Manifest.PartsResumed > 0 ? 1 : 0;
            lostCreates += outcome.LostCreates;
        }

        // The cases were hard enough, and left nothing behind but uploads whose id the store told nobody.
        Assert.InRange(interruptions, Cases, Cases * FaultyRuns);
        Assert.InRange(resumed, Cases / 3, Cases);
        Assert.InRange(await OpenUploads(), 0, lostCreates);
    }

    private async Task<Outcome> RunCase(Random random, string key)
    {
        byte[] bytes = RandomBytes(random.Next(1, 6_000), random.Next());
        using var source = new SourceOf(Kinds[random.Next(Kinds.Length)], bytes);
        int partSize = random.Next(300, 2_000);
        int lostCreates = 0;
        for (int run = 1; ; run++)
        {
            // At last nothing goes wrong any more.
            Fault[] faults = run <= FaultyRuns ? [RandomFault(random, key), RandomFault(random, key)] : [];
            Array.ForEach(faults, Server.Faults.Add);
            UploadManifest? manifest = await TryUpload(source.Open(), key, partSize, random, isDisturbed: run <= FaultyRuns);
            Server.Faults.Clear();
            lostCreates += faults.Where(fault => fault.Operation == S3Operation.CreateMultipartUpload).Sum(fault => fault.Struck);
            if (manifest is not null)
            {
                Assert.Equal(bytes, await StoredBytes(key));
                Assert.Equal(
                    CleanParts(bytes, partSize), manifest.Parts.Select(part => (part.PartNumber, part.Offset, part.Size, part.Checksum)));
                Assert.True(manifest.IsComplete);
                return new Outcome(manifest, run, lostCreates);
            }

            Assert.InRange(run, 1, FaultyRuns);
        }
    }

    /// <returns>The manifest; null where the upload failed, was cancelled, or was killed and could tell nobody how it went.</returns>
    private async Task<UploadManifest?> TryUpload(IPartSource source, string key, int partSize, Random random, bool isDisturbed)
    {
        using var cancellation = new CancellationTokenSource();
        bool isKilled = isDisturbed && random.Next(3) == 0;
        int reports = isDisturbed && random.Next(3) == 0 ? random.Next(1, 30) : int.MaxValue;
        var uploader = new MultipartUploader(
            Client,
            new S3MultipartUploadOptions
            {
                CheckpointStore =
                    isKilled ? new ForgetfulCheckpointStore(Checkpoints, random.Next(1, 4), cancellation.Cancel) : Checkpoints,
                Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1 } },
                PartSizer = PartSizer.Fixed(partSize),
                SinglePutThreshold = 0,
                MaxConcurrentParts = random.Next(1, 4),
                MaxRetries = random.Next(3),
                RetryDelay = TimeSpan.Zero,
                MaxRetryDelay = TimeSpan.Zero,
            },
            timeProvider: _time);
        var request = new UploadRequest
        {
            BucketName = Bucket,
            Key = key,
            Source = source,
            Resume = new ResumeOptions { Check = (ResumeCheck)random.Next(2), RestartIfUploadNotFound = true },
            Progress = new Reporter(() =>
            {
                if (--reports == 0)
                {
                    cancellation.Cancel();
                }
            }),
        };
        try
        {
            UploadManifest manifest = await uploader.UploadAsync(request, cancellation.Token);
            return isKilled ? null : manifest;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (MultipartUploadException) when (isDisturbed)
        {
            return null;
        }
    }

    private static Fault RandomFault(Random random, string key)
    {
        S3Operation operation = Operations[random.Next(Operations.Length)];
        FaultEffect effect = random.Next(10) switch
        {
            0 => FaultEffect.Status(403, "AccessDenied"),
            1 => FaultEffect.Status(500, "InternalError"),
            2 => FaultEffect.ConnectionReset,
            3 => FaultEffect.ConnectionClose,
            4 => FaultEffect.ResetAfter(random.Next(2_000)),
            5 => FaultEffect.TruncateReply(random.Next(100)),
            6 when operation == S3Operation.ListParts => FaultEffect.LaggingListParts(random.Next(1, 4)),
            7 when operation == S3Operation.UploadPart => FaultEffect.UploadVanished,
            8 when operation == S3Operation.CompleteMultipartUpload => FaultEffect.EmptyOk(done: random.Next(2) == 0),
            _ => FaultEffect.DropReply,
        };
        return new Fault { Operation = operation, Key = key, Skip = random.Next(4), Times = random.Next(1, 4), Effect = effect };
    }

    private static IEnumerable<(int, long, long, string?)> CleanParts(byte[] bytes, int partSize)
    {
        for (int offset = 0, number = 1; offset < bytes.Length; offset += partSize, number++)
        {
            int size = Math.Min(partSize, bytes.Length - offset);
            byte[] checksum = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(bytes.AsSpan(offset, size)));
            yield return (number, offset, size, Convert.ToBase64String(checksum));
        }
    }

    private sealed record Outcome(UploadManifest Manifest, int Runs, int LostCreates);

    private sealed class Reporter(Action onReport) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => onReport();
    }
}
