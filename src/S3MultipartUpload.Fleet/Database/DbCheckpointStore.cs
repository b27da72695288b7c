using System.Data.Common;
using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet;

/// <summary>
/// Keeps checkpoints in the fleet's database, so that any machine can resume an upload. Who holds a checkpoint has a lease on it, which is
/// renewed as long as the process lives; what a dead process held is free when its lease has ended.
/// </summary>
/// <remarks>
/// Time is the database's: the clocks of the machines do not matter. Where another process has taken the checkpoint over, because this one
/// was stopped for longer than its lease, this one can write no more: its upload ends with a <see cref="CheckpointException"/>.
/// </remarks>
public sealed class DbCheckpointStore : ICheckpointStore
{
    private readonly FleetDatabase _database;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lease;

    /// <summary>Makes a store over tables that a fleet has made.</summary>
    /// <param name="source">The database, PostgreSQL.</param>
    /// <param name="lease">How long a dead process holds what it held. Default: 15 seconds.</param>
    /// <param name="timeProvider">The clock by which leases are renewed. Default: the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lease is shorter than a second, or longer than a day.</exception>
    public DbCheckpointStore(DbDataSource source, TimeSpan? lease = null, TimeProvider? timeProvider = null)
        : this(
            new FleetDatabase(source ?? throw new ArgumentNullException(nameof(source)), timeProvider ?? TimeProvider.System, false),
            lease,
            timeProvider)
    {
    }

    internal DbCheckpointStore(FleetDatabase database, TimeSpan? lease, TimeProvider? timeProvider)
    {
        _database = database;
        _time = timeProvider ?? TimeProvider.System;
        _lease = lease ?? TimeSpan.FromSeconds(15);
        ArgumentOutOfRangeException.ThrowIfLessThan(_lease, TimeSpan.FromSeconds(1), nameof(lease));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_lease, TimeSpan.FromDays(1), nameof(lease));
    }

    /// <summary>Makes the tables, where they are missing. A fleet does so itself.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public Task EnsureTablesAsync(CancellationToken cancellationToken = default) =>
        FleetSchema.EnsureAsync(_database, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bucketName);
        ArgumentNullException.ThrowIfNull(key);
        var checkpoint = new Checkpoint(this, bucketName, key);
        return await checkpoint.TryTakeAsync(cancellationToken).ConfigureAwait(false) ? checkpoint : throw new CheckpointException(
            CheckpointProblem.InUse,
            checkpoint.Location,
            $"The checkpoint '{checkpoint.Location}' is in use: another upload to the same object is running, here or on another " +
            "machine, or was less than its lease ago. Wait until it has ended.");
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckpointEntry> ListAsync(CancellationToken cancellationToken = default) => _database.StreamAsync(
        "select bucket, object_key, written_at from s3_fleet_checkpoint where content is not null",
        row => new CheckpointEntry
        {
            BucketName = row.GetString(0),
            Key = row.GetString(1),
            Location = LocationOf(row.GetString(0)),
            LastWritten = row.Time(2),
        },
        cancellationToken);

    private static string LocationOf(string bucketName) => $"s3_fleet_checkpoint, for {bucketName}";

    private sealed class Checkpoint : ICheckpoint
    {
        private readonly DbCheckpointStore _store;
        private readonly (string Name, object? Value)[] _which;
        private readonly CancellationTokenSource _ended = new();
        private Task _renewing = Task.CompletedTask;
        private Task? _disposing;

        public Checkpoint(DbCheckpointStore store, string bucketName, string key)
        {
            (_store, Location) = (store, LocationOf(bucketName));
            _which = [("bucket", bucketName), ("key", key), ("holder", Guid.NewGuid()), ("lease", store._lease)];
        }

        public string Location { get; }

        public async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
        {
            bool isTaken = await _store._database.ExecuteAsync(
                """
                insert into s3_fleet_checkpoint as c (bucket, object_key, holder, held_until)
                values (@bucket, @key, @holder, now() + @lease)
                on conflict (bucket, object_key) do update set holder = @holder, held_until = now() + @lease
                where c.holder is null or c.holder = @holder or c.held_until < now()
                """,
                cancellationToken,
                _which).ConfigureAwait(false) > 0;
            _renewing = isTaken ? RenewAsync() : _renewing;
            return isTaken;
        }

        public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) =>
            (await _store._database.ListAsync(
                "select content from s3_fleet_checkpoint where bucket = @bucket and object_key = @key and holder = @holder",
                row => row.IsDBNull(0) ? null : row.GetFieldValue<byte[]>(0),
                cancellationToken,
                _which).ConfigureAwait(false)) is [var content] ? content : throw Lost();

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => await ChangeAsync(
            """
            update s3_fleet_checkpoint set content = @content, written_at = now(), held_until = now() + @lease
            where bucket = @bucket and object_key = @key and holder = @holder
            """,
            [.. _which, ("content", content.ToArray())],
            cancellationToken).ConfigureAwait(false);

        public async ValueTask DeleteAsync(CancellationToken cancellationToken) => await ChangeAsync(
            """
            update s3_fleet_checkpoint set content = null, written_at = null
            where bucket = @bucket and object_key = @key and holder = @holder
            """,
            _which,
            cancellationToken).ConfigureAwait(false);

        /// <summary>Who disposes it again waits for the same end.</summary>
        public ValueTask DisposeAsync() => new(_disposing ??= ReleaseAsync());

        private async Task ReleaseAsync()
        {
            await _ended.CancelAsync().ConfigureAwait(false);
            await _renewing.ConfigureAwait(false);
            _ended.Dispose();
            using var leaseEnd = new CancellationTokenSource(_store._lease, _store._time);
            try
            {
                await _store._database.InTransactionAsync(
                    async transaction =>
                    {
                        await transaction.ExecuteAsync(
                            """
                            update s3_fleet_checkpoint set holder = null, held_until = null
                            where bucket = @bucket and object_key = @key and holder = @holder
                            """,
                            _which).ConfigureAwait(false);
                        return await transaction.ExecuteAsync(
                            """
                            delete from s3_fleet_checkpoint
                            where bucket = @bucket and object_key = @key and holder is null and content is null
                            """,
                            _which).ConfigureAwait(false);
                    },
                    leaseEnd.Token).ConfigureAwait(false);
            }
            catch (Exception away) when (away is DbException || leaseEnd.IsCancellationRequested)
            {
                // The lease ends by itself.
            }
        }

        private async Task ChangeAsync(string sql, (string Name, object? Value)[] values, CancellationToken cancellationToken)
        {
            if (await _store._database.ExecuteAsync(sql, cancellationToken, values).ConfigureAwait(false) == 0)
            {
                throw Lost();
            }
        }

        /// <summary>Where the database is away, the next renewal may be in time; if not, the next writing says so.</summary>
        private async Task RenewAsync()
        {
            using var timer = new PeriodicTimer(_store._lease / 3, _store._time);
            try
            {
                while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
                {
                    try
                    {
                        await _store._database.ExecuteAsync(
                            """
                            update s3_fleet_checkpoint set held_until = now() + @lease
                            where bucket = @bucket and object_key = @key and holder = @holder
                            """,
                            _ended.Token,
                            _which).ConfigureAwait(false);
                    }
                    catch (Exception) when (!_ended.IsCancellationRequested)
                    {
                        continue;
                    }
                }
            }
            catch (Exception) when (_ended.IsCancellationRequested)
            {
                return;
            }
        }

        private CheckpointException Lost() => new(
            CheckpointProblem.InUse,
            Location,
            $"The lease of the checkpoint '{Location}' has ended, and another machine has taken it over: this process was stopped, or " +
            "could not reach the database, for too long.");
    }
}
