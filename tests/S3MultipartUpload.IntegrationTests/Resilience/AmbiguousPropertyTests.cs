using System.Text;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// What stores the object is answered wrongly or not at all, where looking, listing or aborting may be forbidden, the credentials expire,
/// the upload is cancelled, or another process completes or aborts it meanwhile. Success is the object, proven; a failure says what is
/// true. AMBIGUITIES=0-999 runs more cases than an ordinary run, AMBIGUITIES=17 one alone.
/// </summary>
public sealed class AmbiguousPropertyTests : ResumeScenario
{
    private static readonly string[] Hows = ["run", "kept run", "session", "one request"];

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Success_is_the_object_and_a_failure_says_what_is_true()
    {
        int[] seeds = [.. SeedRange.Of("AMBIGUITIES", usual: 400)];
        var ends = new SortedDictionary<string, int>();
        foreach (int seed in seeds)
        {
            var text = new StringBuilder();
            try
            {
                string end = await RunCase(new Random(seed), $"case-{seed}", text);
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            catch (Exception failure)
            {
                Assert.Fail($"Case {seed} (alone: AMBIGUITIES={seed}):{Environment.NewLine}{text}{Environment.NewLine}{failure}");
            }
        }

        string summary = string.Join(", ", ends.Select(end => $"{end.Value} {end.Key}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{seeds.Length} cases: {summary}.");
        Assert.True(seeds.Length < 400 || ends.Count >= 5, $"It hardly happens: {summary}.");
    }

    private async Task<string> RunCase(Random random, string key, StringBuilder text)
    {
        string how = Hows[random.Next(Hows.Length)];
        text.AppendLine(how);
        byte[] bytes = RandomBytes(Bytes.Length, random.Next());
        using var cancellation = new CancellationTokenSource();
        using var hurry = new CancellationTokenSource();
        IMultipartSession? session = how == "session" ? await StartedAsync(key, bytes) : null;
        HoldEffect hold = FaultEffect.Hold(done: random.Next(2) == 0);
        S3Operation storing = how == "one request" ? S3Operation.PutObject : S3Operation.CompleteMultipartUpload;
        bool isHeld = random.Next(2) == 0;
        if (isHeld)
        {
            Add(text, new Fault { Operation = storing, Key = key, Times = 1, Effect = hold }, "held");
        }

        AddFaults(random, key, storing, text);
        Task<UploadManifest> upload = session?.CompleteAsync(cancellationToken: cancellation.Token)
            ?? UploaderOf(how).UploadAsync(
                new UploadRequest
                {
                    BucketName = Bucket,
                    Key = key,
                    Source = PartSource.FromMemory(bytes),
                    DrainCancellationToken = hurry.Token,
                },
                cancellation.Token);
        if (isHeld && await Task.WhenAny(hold.WaitAsync(1), upload) != upload)
        {
            int turn = random.Next(4);
            text.AppendLine($"turn {turn}");
            await (turn switch
            {
                0 => cancellation.CancelAsync(),
                1 => Task.WhenAll(cancellation.CancelAsync(), hurry.CancelAsync()),
                _ when session is not null => EndElsewhereAsync(session.ToJson(), completes: turn == 2),
                _ => Task.CompletedTask,
            });
        }

        hold.Release();
        return await EndOfAsync(upload, how, key, bytes, text);
    }

    private async Task<string> EndOfAsync(Task<UploadManifest> upload, string how, string key, byte[] bytes, StringBuilder text)
    {
        UploadManifest manifest;
        try
        {
            manifest = await upload.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (Exception error) when (error is OperationCanceledException or S3UploadException)
        {
            text.AppendLine(error.Message);
            Server.Faults.Clear();
            if (Claim.Of(error) is not { } claim)
            {
                return error.GetType().Name; // It claims nothing.
            }

            await claim.AssertTrueAsync(Client, bytes, how == "kept run" ? await SavedCheckpoint(key) ?? "" : null);
            if (how == "kept run" && claim.State is FailedUploadState.Kept or FailedUploadState.Unknown)
            {
                manifest = await UploaderOf(how).ResumeAsync(
                    new UploadRequest { BucketName = Bucket, Key = key, Source = PartSource.FromMemory(bytes) });
                await AssertProvenAsync(manifest, key, bytes);
            }

            return claim.State.ToString();
        }

        Server.Faults.Clear();
        await AssertProvenAsync(manifest, key, bytes);
        return "stored";
    }

    private async Task AssertProvenAsync(UploadManifest manifest, string key, byte[] bytes)
    {
        Assert.Equal(bytes, await StoredBytes(key));
        Assert.Empty(await Claim.OpenUploadsAsync(Client, Bucket, key));
        VerificationReport report = await Uploader().VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.Equal(VerificationOutcome.Proven, report.Outcome);
    }

    private void AddFaults(Random random, string key, S3Operation storing, StringBuilder text)
    {
        (string name, FaultEffect effect) = random.Next(10) switch
        {
            0 => ("answer lost", FaultEffect.DropReply),
            1 => ("answer cut", FaultEffect.TruncateReply(20)),
            2 => ("error in 200", FaultEffect.ErrorInOk("InternalError")),
            3 => ("empty, done", FaultEffect.EmptyOk(done: true)),
            4 => ("empty, not done", FaultEffect.EmptyOk(done: false)),
            5 => ("500", FaultEffect.Status(500, "InternalError")),
            6 => ("reset", FaultEffect.ConnectionReset),
            7 => ("expired", FaultEffect.ExpiredCredentials),
            8 => ("409", FaultEffect.Status(409, "OperationAborted")),
            _ => ("closed", FaultEffect.ConnectionClose),
        };
        Add(text, new Fault { Operation = storing, Key = key, Times = random.Next(2) == 0 ? 1 : null, Effect = effect }, name);
        foreach (S3Operation forbidden in new[] { S3Operation.HeadObject, S3Operation.ListParts, S3Operation.AbortMultipartUpload })
        {
            if (random.Next(4) == 0)
            {
                Add(text, new Fault { Operation = forbidden, Key = key, Effect = FaultEffect.Status(403, "AccessDenied") }, "forbidden");
            }
        }

        if (random.Next(8) == 0)
        {
            Add(text, new Fault { Key = key, Skip = random.Next(6), Effect = FaultEffect.ExpiredCredentials }, "expired for ever");
        }
    }

    private void Add(StringBuilder text, Fault fault, string name)
    {
        text.AppendLine($"{fault.Operation} {name}, {fault.Times?.ToString() ?? "always"} after {fault.Skip}");
        Server.Faults.Add(fault);
    }

    private MultipartUploader UploaderOf(string how) => Uploader(
        options =>
        {
            options.CheckpointStore = how == "kept run" ? Checkpoints : null;
            options.SinglePutThreshold = how == "one request" ? Bytes.Length : 0;
            options.Concurrency = UploadConcurrency.Fixed(2);
            options.MaxRetries = 2;
            (options.RetryDelay, options.MaxRetryDelay) = (TimeSpan.Zero, TimeSpan.Zero);
        },
        _time);

    private async Task<IMultipartSession> StartedAsync(string key, byte[] bytes)
    {
        IMultipartSession session = await UploaderOf("session").StartAsync(new UploadTarget { BucketName = Bucket, Key = key });
        await session.UploadPartAsync(1, PartSource.FromMemory(bytes.AsMemory(0, PartSize)));
        await session.UploadPartAsync(2, PartSource.FromMemory(bytes.AsMemory(PartSize)));
        return session;
    }

    private async Task EndElsewhereAsync(string json, bool completes)
    {
        IMultipartSession session = UploaderOf("session").OpenSession(json);
        try
        {
            await (completes ? session.CompleteAsync() : session.AbortAsync());
        }
        catch (S3UploadException)
        {
            // The faults meet it as well.
        }
    }
}
