using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Sessions;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// Whatever interrupts an upload, resuming it gives the object and the parts of one clean run: faults, credentials that expire, looking
/// or listing forbidden, cancellation with and without draining, kills, another file of the same length and time in its place, and
/// another process that completes or aborts it. A failure says what is true. INTERRUPTIONS=17 runs one case alone.
/// </summary>
public sealed class ResumePropertyTests : ResumeScenario
{
    private const int Cases = 1_000;
    private const int FaultyRuns = 4;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Any_interruption_then_resume_equals_one_clean_run()
    {
        int[] seeds = [.. SeedRange.Of("INTERRUPTIONS", usual: Cases)];
        var all = new Interruptions();
        foreach (int seed in seeds)
        {
            try
            {
                all = all.With(await RunCase(new Random(seed), $"case-{seed}"));
            }
            catch (Exception failure)
            {
                IEnumerable<string> requests = Server.Requests.Where(request => request.Key == $"case-{seed}").Select(
                    request => $"{request.Operation} {request.PartNumber} {request.UploadId?[..6]}: {request.Status} {request.ErrorCode}");
                Assert.Fail($"Case {seed} (alone: INTERRUPTIONS={seed}):{Environment.NewLine}" +
                    $"{string.Join(Environment.NewLine, requests)}{Environment.NewLine}{failure}");
            }
        }

        // The cases were hard enough, and left nothing behind but uploads whose id the store told nobody.
        Assert.InRange(await OpenUploads(), 0, all.LostCreates);
        TestContext.Current.TestOutputHelper?.WriteLine($"{seeds.Length} cases: {all}.");
        if (seeds.Length == Cases)
        {
            Assert.InRange(all.Runs, Cases, Cases * FaultyRuns);
            Assert.InRange(all.Resumed, Cases / 4, Cases);
            Assert.All([all.Replaced, all.Elsewhere, all.Claims], count => Assert.InRange(count, Cases / 20, int.MaxValue));
        }
    }

    private async Task<Interruptions> RunCase(Random random, string key)
    {
        byte[] bytes = RandomBytes(random.Next(1, 6_000), random.Next());
        string kind = SourceOf.Kinds[random.Next(SourceOf.Kinds.Count)];
        using var source = new SourceOf(kind, bytes);
        int partSize = random.Next(300, 2_000);
        var outcome = new Interruptions();
        bool mayBeStored = false;
        bool mayBeGone = false;
        for (int run = 1; ; run++)
        {
            // At last nothing goes wrong any more.
            bool isDisturbed = run <= FaultyRuns;
            if (isDisturbed && run > 1 && kind == "file" && random.Next(5) == 0)
            {
                bytes = RandomBytes(bytes.Length, random.Next());
                source.Replace(bytes);
                (mayBeStored, outcome) = (false, outcome with { Replaced = outcome.Replaced + 1 });
            }

            if (isDisturbed && run > 1 && random.Next(8) == 0 && await EndElsewhere(key, completes: random.Next(2) == 0))
            {
                (mayBeStored, mayBeGone, outcome) = (true, true, outcome with { Elsewhere = outcome.Elsewhere + 1 });
            }

            Fault[] faults = isDisturbed ? [Interruption.Draw(random, key), Interruption.Draw(random, key)] : [];
            Array.ForEach(faults, Server.Faults.Add);
            int before = Server.Requests.Count;
            var attempt = new Attempt(source.Open(), key, partSize, IsDisturbed: isDisturbed, MustRestart: run == FaultyRuns + 1
                && outcome.Elsewhere > 0 && kind.StartsWith("stream", StringComparison.Ordinal));
            (UploadManifest? manifest, Exception? failure) = await TryUpload(attempt, random);
            Server.Faults.Clear();
            int lost = faults.Where(fault => fault.Operation == S3Operation.CreateMultipartUpload).Sum(fault => fault.Struck);
            outcome = outcome with { LostCreates = outcome.LostCreates + lost };
            if (manifest is not null)
            {
                Assert.Equal(bytes, await StoredBytes(key));
                Assert.Equal(
                    CleanParts(bytes, partSize), manifest.Parts.Select(part => (part.PartNumber, part.Offset, part.Size, part.Checksum)));
                Assert.True(manifest.IsComplete);
                VerificationReport report = await Uploader().VerifyAsync(manifest, new VerifyOptions { Deep = true });
                Assert.Equal(VerificationOutcome.Proven, report.Outcome);
                return outcome with { Runs = run - 1, Resumed = manifest.PartsResumed > 0 ? 1 : 0 };
            }

            Assert.InRange(run, 1, FaultyRuns);
            mayBeStored |= failure is null; // Killed: it tells nobody.
            mayBeGone |= failure is null || faults.Any(fault => fault.Effect == FaultEffect.UploadVanished && fault.Struck > 0);
            bool isTold = Server.Requests.Skip(before).Any(request => request is
            {
                Operation: S3Operation.ListParts or S3Operation.CompleteMultipartUpload, ErrorCode: "NoSuchUpload",
            });

            // Whoever could not ask for the upload cannot know that it is gone.
            if (failure is not null && !mayBeStored && (isTold || !mayBeGone) && Claim.Of(failure) is { } claim)
            {
                await claim.AssertTrueAsync(Client, bytes, await SavedCheckpoint(key) ?? "");
                mayBeStored = claim.State is FailedUploadState.Unknown;
                outcome = outcome with { Claims = outcome.Claims + 1 };
            }
        }
    }

    /// <summary>Another process completes or aborts the upload of which the checkpoint tells.</summary>
    private async Task<bool> EndElsewhere(string key, bool completes)
    {
        if (await SavedCheckpoint(key) is not { } checkpoint)
        {
            return false;
        }

        UploadCheckpoint saved = CheckpointJson.Read(Encoding.UTF8.GetBytes(checkpoint), "there");
        IMultipartSession session = Uploader().OpenSession(
            SessionJson.Write(new SessionRecord { SchemaVersion = SessionRecord.CurrentSchemaVersion, Upload = saved.Upload }));
        try
        {
            await (completes ? session.CompleteAsync() : session.AbortAsync());
            return true;
        }
        catch (S3UploadException)
        {
            return false; // It has gaps, or is gone.
        }
    }

    /// <returns>The manifest; or the failure; neither where it was killed and could tell nobody how it went.</returns>
    private async Task<(UploadManifest? Manifest, Exception? Failure)> TryUpload(Attempt attempt, Random random)
    {
        using var cancellation = new CancellationTokenSource();
        using var hurry = new CancellationTokenSource();
        bool isKilled = attempt.IsDisturbed && random.Next(3) == 0;
        bool isHurried = random.Next(2) == 0;
        int reports = attempt.IsDisturbed && random.Next(3) == 0 ? random.Next(1, 30) : int.MaxValue;
        MultipartUploader uploader = Uploader(
            options =>
            {
                options.CheckpointStore =
                    isKilled ? new ForgetfulCheckpointStore(Checkpoints, random.Next(1, 4), cancellation.Cancel) : Checkpoints;
                options.PartSizer = PartSizer.Fixed(attempt.PartSize);
                options.Concurrency = UploadConcurrency.Fixed(random.Next(1, 4));
                options.MaxRetries = random.Next(3);
                (options.RetryDelay, options.MaxRetryDelay) = (TimeSpan.Zero, TimeSpan.Zero);
            },
            _time);
        var request = new UploadRequest
        {
            BucketName = Bucket,
            Key = attempt.Key,
            Source = attempt.Source,
            DrainCancellationToken = hurry.Token,
            Resume = new ResumeOptions
            {
                Automatic = !attempt.MustRestart,
                Check = (ResumeCheck)random.Next(2),
                RestartIfUploadNotFound = true,
                RestartIfSourceChanged = !attempt.IsDisturbed || random.Next(2) == 0,
            },
            ProgressInterval = TimeSpan.Zero,
            Progress = new Reporter(() =>
            {
                if (--reports == 0)
                {
                    cancellation.Cancel();
                    if (isHurried)
                    {
                        hurry.Cancel();
                    }
                }
            }),
        };
        try
        {
            UploadManifest manifest = await uploader.UploadAsync(request, cancellation.Token);
            return (isKilled ? null : manifest, null);
        }
        catch (OperationCanceledException canceled) when (cancellation.IsCancellationRequested)
        {
            return (null, isKilled ? null : canceled);
        }
        catch (MultipartUploadException failure) when (attempt.IsDisturbed)
        {
            return (null, isKilled ? null : failure);
        }
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

    private sealed record Attempt(IPartSource Source, string Key, int PartSize, bool IsDisturbed, bool MustRestart);

    private sealed class Reporter(Action onReport) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => onReport();
    }
}
