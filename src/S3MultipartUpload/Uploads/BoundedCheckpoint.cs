using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>
/// A checkpoint of whatever store: each call ends in time, even if that store does not heed its token, and what it throws is a
/// <see cref="CheckpointException"/>.
/// </summary>
internal sealed class BoundedCheckpoint : ICheckpoint
{
    private readonly ICheckpoint _inner;
    private readonly Deadline _deadline;

    private BoundedCheckpoint(ICheckpoint inner, Deadline deadline) => (_inner, _deadline) = (inner, deadline);

    public string Location => _inner.Location;

    /// <exception cref="CheckpointException">It is in use, or its store fails.</exception>
    public static async Task<ICheckpoint> OpenAsync(
        ICheckpointStore store, ObjectSettings target, Deadline deadline, CancellationToken cancellationToken)
    {
        string location = $"{target.BucketName}/{target.Key}";
        ICheckpoint inner = await RunAsync(
            token => store.OpenAsync(target.BucketName, target.Key, token),
            deadline,
            failure => CheckpointException.Unavailable(location, failure),
            late => late.DisposeAsync(),
            cancellationToken).ConfigureAwait(false);
        return new BoundedCheckpoint(inner ?? throw CheckpointException.Unavailable(
            location, new InvalidOperationException("The store of checkpoints gave none.")), deadline);
    }

    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) => await RunAsync(
        _inner.ReadAsync,
        _deadline,
        failure => CheckpointException.Unavailable(Location, failure),
        late: null,
        cancellationToken).ConfigureAwait(false);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => await RunAsync(
        async token =>
        {
            await _inner.WriteAsync(content, token).ConfigureAwait(false);
            return true;
        },
        _deadline,
        failure => CheckpointException.NotSaved(Location, failure),
        late: null,
        cancellationToken).ConfigureAwait(false);

    public async ValueTask DeleteAsync(CancellationToken cancellationToken) => await RunAsync(
        async token =>
        {
            await _inner.DeleteAsync(token).ConfigureAwait(false);
            return true;
        },
        _deadline,
        failure => CheckpointException.Unavailable(Location, failure),
        late: null,
        cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync() => await RunAsync(
        async _ =>
        {
            await _inner.DisposeAsync().ConfigureAwait(false);
            return true;
        },
        _deadline,
        failure => CheckpointException.Unavailable(Location, failure),
        late: null,
        CancellationToken.None).ConfigureAwait(false);

    /// <param name="call">The call of the store.</param>
    /// <param name="deadline">When it is given up.</param>
    /// <param name="failed">What to throw for what the store throws.</param>
    /// <param name="late">What to do with a result that comes when nobody waits for it any more.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    private static async Task<T> RunAsync<T>(
        Func<CancellationToken, ValueTask<T>> call,
        Deadline deadline,
        Func<Exception, CheckpointException> failed,
        Func<T, ValueTask>? late,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = deadline.Start();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        Task<T>? running = null;
        try
        {
            running = call(either.Token).AsTask();
            return await running.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not CheckpointException && !cancellationToken.IsCancellationRequested)
        {
            throw failed(failure is OperationCanceledException && end.IsCancellationRequested
                ? new TimeoutException(
                    $"The store of checkpoints did not answer within {deadline.After} " +
                    $"({nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.AbortTimeout)}).", failure)
                : failure);
        }
        finally
        {
            if (running is { IsCompleted: false })
            {
                _ = ForgetAsync(running, late);
            }
        }
    }

    private static async Task ForgetAsync<T>(Task<T> running, Func<T, ValueTask>? late)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (late is not null && running.IsCompletedSuccessfully)
        {
            await late(await running.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
