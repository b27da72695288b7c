using Amazon.S3;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Runs one schedule: processes that upload the same objects one after the other or at once, and what happens to them.</summary>
internal sealed class ScheduleRun : IDisposable
{
    private readonly S3TestServer _server;
    private readonly AmazonS3Client _client;
    private readonly HttpMessageInvoker _network;
    private readonly string _bucket;
    private readonly MemoryCheckpointStore _checkpoints = new();
    private readonly ScheduleStore _store;
    private readonly FakeTimeProvider _time = new();
    private readonly object _gate = new();
    private readonly List<Task> _uploads = [];
    private readonly List<Task> _checks = [];
    private readonly List<ScheduleProcess> _processes = [];
    private readonly IReadOnlyList<ScheduleJob> _jobs;
    private readonly IReadOnlyList<ScheduleRound> _rounds;
    private bool _isShared;
    private int _pauses;

    public ScheduleRun(int seed, S3TestServer server, AmazonS3Client client, HttpMessageInvoker network, string bucket)
    {
        (_server, _client, _network, _bucket) = (server, client, network, bucket);
        var random = new Random(seed);
        string prefix = $"schedule-{seed}-";
        _store = new ScheduleStore(client, _checkpoints, bucket, prefix);
        string[] keys = random.Next(3) == 0 ? [$"{prefix}a", $"{prefix}b"] : [$"{prefix}a"];
        _jobs = [.. keys.Select(key => new ScheduleJob(random, key))];
        _rounds = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new ScheduleRound(random, keys))];
    }

    public int Kills => _processes.Count(process => process.Life.IsDead);

    public int Cancels => _processes.Count(process => process.IsCanceled);

    public int Pauses => _pauses;

    public int InUse { get; private set; }

    public int Failures { get; private set; }

    public int PartsResumed { get; private set; }

    public async Task ExecuteAsync()
    {
        foreach (ScheduleRound round in _rounds)
        {
            await RunAsync(round);
        }

        // What is dead comes to an end, then whoever is left goes on.
        _processes.ForEach(process => process.Bury());
        await Task.WhenAll(Now(_uploads));
        await Task.WhenAll(_processes.Select(process => process.WhenReleased));
        await _store.AssertNothingLeaksAsync(_processes, await _store.SavedAsync(_jobs));
        foreach (ScheduleJob job in _jobs)
        {
            await FinishAsync(job);
        }

        await _store.AssertNothingLeaksAsync(_processes, []);
        _processes.ForEach(process => process.AssertNothingIsLeft());
    }

    public override string ToString() => string.Join(
        Environment.NewLine, _jobs.Select(job => job.ToString()).Concat(_rounds.Select((round, index) => $"round {index + 1}: {round}")));

    public void Dispose()
    {
        _processes.ForEach(process => process.Dispose());
        foreach (ScheduleJob job in _jobs)
        {
            job.Dispose();
        }
    }

    private async Task RunAsync(ScheduleRound round)
    {
        foreach ((_, Fault fault) in round.Faults)
        {
            _server.Faults.Add(fault);
        }

        _isShared = false;
        ScheduleProcess process = Start(round);
        List<Task> turns = [];
        process.Life.OnStep = step =>
        {
            foreach ((_, ScheduleTurn turn) in round.Turns.Where(turn => turn.Step == step))
            {
                Take(turns, turn, process);
            }
        };
        Task[] uploads = [.. _jobs.Select(job => UploadAsync(process, job))];
        Task ended = Task.WhenAny(Task.WhenAll(uploads), process.Life.Died);
        if (round.HeldOperation is { } operation)
        {
            HoldEffect hold = FaultEffect.Hold(round.IsHeldWhenDone);
            _server.Faults.Add(new Fault { Operation = operation, Times = 1, Effect = hold });
            await Task.WhenAny(hold.WaitAsync(1), ended);
            Take(turns, round.TurnWhenHeld, process);
            hold.Release();
        }

        await ended;
        while (Now(turns).Any(turn => !turn.IsCompletedSuccessfully))
        {
            await Task.WhenAll(Now(turns)); // One may lead to another.
        }

        _server.Faults.Clear();
    }

    /// <summary>A turn is known before it begins: it may end the round.</summary>
    private void Take(List<Task> turns, ScheduleTurn turn, ScheduleProcess process)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            turns.Add(taken.Task);
        }

        TakeAsync(turn, process).ContinueWith(taken.SetFromTask, TaskScheduler.Default);
    }

    private Task[] Now(List<Task> tasks)
    {
        lock (_gate)
        {
            return [.. tasks];
        }
    }

    private ScheduleProcess Start(ScheduleRound round)
    {
        var process = new ScheduleProcess(_server, _network, _checkpoints, round, _time);
        lock (_gate)
        {
            _processes.Add(process);
        }

        return process;
    }

    private async Task TakeAsync(ScheduleTurn turn, ScheduleProcess process)
    {
        if (process.Life.IsDead)
        {
            return;
        }

        switch (turn)
        {
            case ScheduleTurn.Cancel or ScheduleTurn.CancelTwice:
                process.Cancel();
                if (turn == ScheduleTurn.CancelTwice)
                {
                    process.Hurry();
                }

                break;
            case ScheduleTurn.Kill or ScheduleTurn.KillForGood or ScheduleTurn.TakeOver:
                Kill(process, hangs: turn == ScheduleTurn.KillForGood);
                if (turn == ScheduleTurn.TakeOver)
                {
                    await UploadAsync(Start(ScheduleRound.Quiet), _jobs[0]);
                }

                break;
            case ScheduleTurn.AnotherProcess or ScheduleTurn.SecondUpload:
                _isShared = true;
                await UploadAsync(turn == ScheduleTurn.SecondUpload ? process : Start(ScheduleRound.Quiet), _jobs[0]);
                break;
            default:
                await PauseAsync(turn, process);
                break;
        }
    }

    private async Task PauseAsync(ScheduleTurn turn, ScheduleProcess process)
    {
        int pause = Interlocked.Increment(ref _pauses);
        Task quiet = process.Pause.PauseAsync();
        await Task.WhenAny(quiet, process.Life.Died);
        if (process.Life.IsDead)
        {
            return;
        }

        // Another turn may have let it go on, and a third have paused it once more.
        Assert.True(
            process.Sending == 0 || process.Life.IsDead || !process.Pause.IsPaused || Volatile.Read(ref _pauses) != pause,
            "It is paused, and goes on sending.");

        switch (turn)
        {
            case ScheduleTurn.PauseAndCancel:
                process.Cancel();
                break;
            case ScheduleTurn.PauseAndKill:
                Kill(process, hangs: false);
                break;
            default:
                process.Pause.Continue();
                break;
        }
    }

    private void Kill(ScheduleProcess process, bool hangs)
    {
        foreach (ScheduleJob job in _jobs)
        {
            job.MayBeStored = true; // What was on its way may arrive.
        }

        process.Life.Kill(hangs);
    }

    private Task UploadAsync(ScheduleProcess process, ScheduleJob job)
    {
        Task upload = TryUploadAsync(process, job);
        lock (_gate)
        {
            _uploads.Add(upload);
        }

        // Whoever waits for a process that is killed waits for ever.
        return Task.WhenAny(upload, process.Life.Died).Unwrap();
    }

    private async Task TryUploadAsync(ScheduleProcess process, ScheduleJob job)
    {
        try
        {
            await Task.WhenAll(Now(_checks)); // What was claimed before is held against a store that nobody changes meanwhile.
            UploadManifest manifest = await process.UploadAsync(_bucket, job);
            job.MayBeStored = true;
            if (!process.Life.IsDead)
            {
                PartsResumed += manifest.PartsResumed;
                Assert.Equal(job.Bytes, await Claim.FindAsync(_client, _bucket, job.Key));
            }
        }
        catch (CheckpointException refused) when (refused.Problem == CheckpointProblem.InUse)
        {
            InUse++;
        }
        catch (Exception) when (process.Life.IsDead)
        {
            // Nobody is told any more.
        }
        catch (OperationCanceledException canceled) when (process.IsCanceled)
        {
            await CheckAsync(canceled, job);
        }
        catch (MultipartUploadException failure)
        {
            await CheckAsync(failure, job);
        }
    }

    private async Task CheckAsync(Exception error, ScheduleJob job)
    {
        Failures++;
        if (Claim.Of(error) is { } claim)
        {
            // What somebody else does meanwhile makes no claim false.
            Task check = _store.CheckAsync(claim, job, isAlone: !_isShared && !job.MayBeStored);
            lock (_gate)
            {
                _checks.Add(check);
            }

            await check;
        }
    }

    /// <summary>Nothing disturbs it any more: the object is stored, and proven to be.</summary>
    private async Task FinishAsync(ScheduleJob job)
    {
        ScheduleProcess process = Start(ScheduleRound.Quiet);
        UploadManifest manifest = await process.UploadAsync(_bucket, job);
        Assert.True(manifest.IsComplete);
        Assert.Equal(job.Bytes, await Claim.FindAsync(_client, _bucket, job.Key));
        Assert.Equal(VerificationOutcome.Proven, (await process.VerifyAsync(manifest)).Outcome);
        Assert.Null(await _store.SavedAsync(job));
        PartsResumed += manifest.PartsResumed;
        await _client.DeleteObjectAsync(_bucket, job.Key);
    }
}
