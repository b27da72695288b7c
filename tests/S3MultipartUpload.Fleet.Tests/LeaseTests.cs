using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>A checkpoint in the database is held by one at a time; who has lost it changes nothing any more.</summary>
public sealed class LeaseTests(Postgres postgres) : FleetScenario(postgres)
{
    private const string Key = "k";
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    /// <summary>The clock of a machine that was stopped: it renews nothing.</summary>
    private readonly FakeTimeProvider _standing = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>However wrong the clock of a machine is: time is that of the database.</summary>
    [Theory]
    [InlineData(-2)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_second_is_refused_until_the_lease_of_the_first_has_ended(int days)
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        DbCheckpointStore store = await CreateAsync(source, _standing);
        var other = new DbCheckpointStore(source, Lease, new FakeTimeProvider(_standing.GetUtcNow().AddDays(days)));
        await using ICheckpoint first = await store.OpenAsync(Bucket, Key, Ended);
        await WriteAsync(first, "first");
        Assert.Equal(1, await CountAsync(
            "select count(*) from s3_fleet_checkpoint where held_until between now() + interval '59 min' and now() + interval '60 min'"));
        await AssertLostAsync(other.OpenAsync(Bucket, Key, Ended));

        await EndLeasesAsync();
        await using ICheckpoint second = await other.OpenAsync(Bucket, Key, Ended);
        Assert.Equal("first", await ReadAsync(second));
        await WriteAsync(second, "second");
        await AssertLostAsync(first.ReadAsync(Ended));
        await AssertLostAsync(first.WriteAsync("late"u8.ToArray(), Ended));
        await AssertLostAsync(first.DeleteAsync(Ended));
        await first.DisposeAsync();
        await AssertLostAsync(store.OpenAsync(Bucket, Key, Ended));
        Assert.Equal("second", await ReadAsync(second));

        await second.DisposeAsync();
        await using ICheckpoint third = await store.OpenAsync(Bucket, Key, Ended);
        Assert.Equal("second", await ReadAsync(third));
        await third.DeleteAsync(Ended);
        await third.DisposeAsync();
        Assert.Equal(0, await CountAsync("select count(*) from s3_fleet_checkpoint"));
    }

    [Fact]
    public async Task A_lease_is_renewed_as_long_as_its_holder_lives()
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        await using ICheckpoint held = await (await CreateAsync(source, _standing)).OpenAsync(Bucket, Key, Ended);
        for (int third = 0; third < 3; third++)
        {
            await ExecuteAsync("update s3_fleet_checkpoint set held_until = now() + interval '1 min'");
            _standing.Advance(Lease / 3);
            await UntilAsync(async () => await CountAsync(
                "select count(*) from s3_fleet_checkpoint where held_until > now() + interval '59 min'") == 1);
        }
    }

    [Fact]
    public async Task Of_many_that_ask_at_the_same_time_one_holds_it()
    {
        const int Rounds = 15;
        await using var source = NpgsqlDataSource.Create(Connection);
        DbCheckpointStore store = await CreateAsync(source, _standing);
        List<ICheckpoint> held = [];
        for (int round = 0; round < Rounds; round++)
        {
            ICheckpoint?[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TryOpenAsync(store, Key)));
            ICheckpoint one = Assert.Single(all, checkpoint => checkpoint is not null)!;
            held.Add(one);
            await WriteAsync(one, "some");
            switch (round % 3)
            {
                case 0: // It is free, and has content.
                    await one.DisposeAsync();
                    break;
                case 1: // Its holder has lost it.
                    await EndLeasesAsync();
                    break;
                default: // There is none.
                    await one.DeleteAsync(Ended);
                    await one.DisposeAsync();
                    break;
            }
        }

        foreach (ICheckpoint each in held)
        {
            await each.DisposeAsync();
        }
    }

    /// <summary>Three machines and the end of leases in any order, beside what must come of it.</summary>
    [Fact]
    public async Task In_any_order_of_events_no_write_is_lost()
    {
        const int Seeds = 50;
        await using var source = NpgsqlDataSource.Create(Connection);
        DbCheckpointStore store = await CreateAsync(source, _standing);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Seeds),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Ended },
            async (seed, _) => await RunAsync(store, seed));
        Assert.Equal(0, await CountAsync("select count(*) from s3_fleet_checkpoint where holder is not null or content is null"));
    }

    private async Task RunAsync(DbCheckpointStore store, int seed)
    {
        var random = new Random(seed);
        string key = seed.ToString(CultureInfo.InvariantCulture);
        var machines = new ICheckpoint?[3];
        int? holder = null;
        bool hasEnded = false;
        string? content = null;
        for (int step = 0; step < 30; step++)
        {
            string when = $"seed {seed}, step {step}";
            int machine = random.Next(machines.Length);
            bool isHolder = holder == machine;
            switch ((machines[machine], random.Next(7)))
            {
                case (_, 0):
                    await ExecuteAsync($"update s3_fleet_checkpoint set held_until = '-infinity' where object_key = '{key}'");
                    hasEnded = true;
                    break;
                case (null, _):
                    machines[machine] = await TryOpenAsync(store, key);
                    bool isFree = holder is null || hasEnded;
                    Assert.True(isFree == machines[machine] is not null, when);
                    (holder, hasEnded) = isFree ? (machine, false) : (holder, hasEnded);
                    break;
                case ({ } checkpoint, 1):
                    await checkpoint.DisposeAsync();
                    machines[machine] = null;
                    holder = isHolder ? null : holder;
                    break;
                case ({ } checkpoint, 2):
                    Assert.True(isHolder == await WorksAsync(checkpoint.DeleteAsync(Ended)), when);
                    content = isHolder ? null : content;
                    break;
                case ({ } checkpoint, 3 or 4):
                    Assert.True(isHolder == await WorksAsync(checkpoint.WriteAsync(Encoding.UTF8.GetBytes(when), Ended)), when);
                    (content, hasEnded) = isHolder ? (when, false) : (content, hasEnded);
                    break;
                case ({ } checkpoint, _) when isHolder:
                    Assert.True(content == await ReadAsync(checkpoint), when);
                    break;
                case ({ } checkpoint, _):
                    await AssertLostAsync(checkpoint.ReadAsync(Ended));
                    break;
            }
        }

        foreach (ICheckpoint? left in machines.Where(machine => machine is not null))
        {
            await left!.DisposeAsync();
        }

        await using ICheckpoint last = await store.OpenAsync(Bucket, key, Ended);
        Assert.True(content == await ReadAsync(last), $"seed {seed}");
    }

    private static async Task<DbCheckpointStore> CreateAsync(NpgsqlDataSource source, TimeProvider time)
    {
        var store = new DbCheckpointStore(source, Lease, time);
        await store.EnsureTablesAsync(Ended);
        return store;
    }

    private Task EndLeasesAsync() => ExecuteAsync("update s3_fleet_checkpoint set held_until = now() - interval '1 ms'");

    private static async Task<ICheckpoint?> TryOpenAsync(DbCheckpointStore store, string key)
    {
        try
        {
            return await store.OpenAsync(Bucket, key, Ended);
        }
        catch (CheckpointException held) when (held.Problem == CheckpointProblem.InUse)
        {
            return null;
        }
    }

    private static async Task<bool> WorksAsync(ValueTask change)
    {
        try
        {
            await change;
            return true;
        }
        catch (CheckpointException lost) when (lost.Problem == CheckpointProblem.InUse)
        {
            return false;
        }
    }

    private static async Task AssertLostAsync<T>(ValueTask<T> call) =>
        Assert.Equal(CheckpointProblem.InUse, (await Assert.ThrowsAsync<CheckpointException>(async () => await call)).Problem);

    private static async Task AssertLostAsync(ValueTask call) => Assert.False(await WorksAsync(call));

    private static ValueTask WriteAsync(ICheckpoint checkpoint, string text) => checkpoint.WriteAsync(Encoding.UTF8.GetBytes(text), Ended);

    private static async Task<string?> ReadAsync(ICheckpoint checkpoint) =>
        await checkpoint.ReadAsync(Ended) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
