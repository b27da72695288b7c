using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>
/// The changes of one checkpoint or journal: each ends in time for its caller, and they never overlap. One that was given up goes on; it
/// must not come after the next one, nor when somebody else holds what is changed.
/// </summary>
internal sealed class BoundedChanges(Deadline deadline)
{
    /// <summary>The change that the store was asked for last; it may go on when nobody waits for it any more.</summary>
    public Task Last { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// The token of a removal. Behind a writing that was given up the removal may come too late for its caller, but not for what was
    /// written.
    /// </summary>
    public static CancellationToken EvenIfLate(CancellationToken token) => token.IsCancellationRequested ? CancellationToken.None : token;

    /// <param name="change">The change, by the store.</param>
    /// <param name="failed">What to throw for what the store throws.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask RunAsync(
        Func<CancellationToken, ValueTask> change, Func<Exception, CheckpointException> failed, CancellationToken cancellationToken)
    {
        Task before = Last;
        await BoundedCall.RunAsync(
            token =>
            {
                Task<bool> mine = AfterAsync(before, () => change(token));
                Last = mine;
                return mine;
            },
            deadline,
            failed,
            late: null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The last one lets go of what was changed. Behind a change that was given up, nobody waits for it.</summary>
    public async ValueTask EndAsync(Func<ValueTask> dispose, Func<Exception, CheckpointException> failed)
    {
        if (Last.IsCompleted)
        {
            await RunAsync(_ => dispose(), failed, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            _ = BoundedCall.ForgetAsync(AfterAsync(Last, dispose), late: null);
        }
    }

    private static Task<bool> AfterAsync(Task before, Func<ValueTask> change) => BoundedCall.AfterAsync(before, async () =>
    {
        await change().ConfigureAwait(false);
        return true;
    });
}
