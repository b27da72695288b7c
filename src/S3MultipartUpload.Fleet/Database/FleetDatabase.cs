using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace S3MultipartUpload.Fleet.Database;

/// <summary>The database, in SQL. What a node calls waits for a database that is away; what a client calls says so.</summary>
/// <param name="source">Gives connections.</param>
/// <param name="time">The clock of the waiting.</param>
/// <param name="isPatient">Whether to wait for a database that is away, until the call is cancelled.</param>
internal sealed class FleetDatabase(DbDataSource source, TimeProvider time, bool isPatient)
{
    /// <summary>How long a session may say nothing amid a transaction: then the database ends it, and what it has locked is free.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(10);

    private const string WasIdle = "25P03";

    private readonly ResiliencePipeline _pipeline = isPatient
        ? new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => new(IsAway(arguments.Outcome.Exception)),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromSeconds(0.5),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        }).Build()
        : ResiliencePipeline.Empty;

    public TimeProvider Time => time;

    /// <summary>The same database, whose calls wait while it is away.</summary>
    public FleetDatabase ToPatient() => new(source, time, isPatient: true);

    /// <summary>One statement by itself.</summary>
    /// <returns>How many rows it changed.</returns>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] values) =>
        InTransactionAsync(transaction => transaction.ExecuteAsync(sql, values), cancellationToken);

    /// <summary>All rows of a question, when there are few of them.</summary>
    public Task<List<T>> ListAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] values) =>
        InTransactionAsync(transaction => transaction.ListAsync(sql, read, values), cancellationToken);

    /// <summary>All rows of a question, one after the other, however many there are.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        params (string Name, object? Value)[] values)
    {
        DbConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            DbCommand command = new FleetTransaction(connection, transaction: null, cancellationToken).Command(sql, values);
            await using (command.ConfigureAwait(false))
            {
                DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        yield return read(reader);
                    }
                }
            }
        }
    }

    /// <summary>All of it, or nothing. It is run again from its beginning where the database goes away meanwhile.</summary>
    public async Task<T> InTransactionAsync<T>(Func<FleetTransaction, Task<T>> run, CancellationToken cancellationToken) =>
        await _pipeline.ExecuteAsync(
            async token =>
            {
                DbConnection connection = await source.OpenConnectionAsync(token).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, token)
                        .ConfigureAwait(false);
                    await using (transaction.ConfigureAwait(false))
                    {
                        T result = await run(new FleetTransaction(connection, transaction, token)).ConfigureAwait(false);
                        await transaction.CommitAsync(token).ConfigureAwait(false);
                        return result;
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Refused, cut off, shutting down, or too slow: not what was asked is wrong, but the way to the database.</summary>
    private static bool IsAway(Exception? error) =>
        error is DbException { IsTransient: true } or DbException { SqlState: WasIdle } or TimeoutException or IOException
        || error?.InnerException is TimeoutException or IOException or System.Net.Sockets.SocketException;
}
