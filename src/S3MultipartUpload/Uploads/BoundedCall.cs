using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>A call of the application's store of checkpoints or journals: it ends in time, whatever that store does.</summary>
internal static class BoundedCall
{
    /// <param name="call">The call of the store.</param>
    /// <param name="deadline">When it is given up.</param>
    /// <param name="failed">What to throw for what the store throws.</param>
    /// <param name="late">What to do with a result that comes when nobody waits for it any more.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> call,
        Deadline deadline,
        Func<Exception, CheckpointException> failed,
        Func<T, ValueTask>? late,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = deadline.Start();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        Task<T>? running = null;
        bool isTaken = false;
        try
        {
            running = call(either.Token);
            T result = await running.WaitAsync(either.Token).ConfigureAwait(false);
            isTaken = true;
            return result;
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
            // Also if it has ended by now: what it gave would be held for ever.
            if (running is not null && !isTaken)
            {
                _ = ForgetAsync(running, late);
            }
        }
    }

    public static async Task ForgetAsync<T>(Task<T> running, Func<T, ValueTask>? late)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (late is not null && running.IsCompletedSuccessfully)
        {
            await late(await running.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Not on the caller's thread: a store may block that, too.</summary>
    public static async Task<T> AfterAsync<T>(Task before, Func<ValueTask<T>> call)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        return await call().ConfigureAwait(false);
    }
}
