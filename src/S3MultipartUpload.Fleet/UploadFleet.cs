using System.Runtime.CompilerServices;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Records;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet;

/// <inheritdoc cref="IUploadFleet"/>
internal sealed class UploadFleet(
    FleetDatabase database,
    UploadTable uploads,
    ObjectTable objects,
    IWorkSchedule schedule,
    WorkPlan plan,
    TimeProvider time)
    : IUploadFleet
{
    private readonly FleetDatabase _patient = database.ToPatient();
    private volatile bool _hasTables;

    public Task<FleetStatus> SubmitAsync(FleetUpload upload, FleetItem item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return SubmitAsync(upload, new[] { item }.ToAsyncEnumerable(), cancellationToken);
    }

    public Task<FleetStatus> SubmitAsync(
        FleetUpload upload, IAsyncEnumerable<FleetItem> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return SubmitAsync(
            upload,
            folder: null,
            async transaction =>
            {
                long count = await ItemWriter.WriteAsync(transaction, upload.Id, FleetRules.Checked(items)).ConfigureAwait(false);
                await UploadTable.SetListedAsync(transaction, upload.Id, count).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<FleetStatus> SubmitAsync(FleetUpload upload, FleetFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        FleetRules.ThrowIfRefused(folder);
        return SubmitAsync(upload, folder, _ => Task.CompletedTask, cancellationToken);
    }

    public async Task<FleetStatus?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        FleetRules.ThrowIfNoId(id);
        await TablesAsync(cancellationToken).ConfigureAwait(false);
        return await uploads.FindAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<FleetStatus> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await TablesAsync(cancellationToken).ConfigureAwait(false);
        await foreach (FleetStatus status in uploads.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return status;
        }
    }

    public async IAsyncEnumerable<FleetStatus> WatchAsync(
        string id, TimeSpan? interval = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        FleetRules.ThrowIfNoId(id);
        await TablesAsync(_patient, cancellationToken).ConfigureAwait(false);
        var patientUploads = new UploadTable(_patient);
        using var timer = new PeriodicTimer(interval ?? TimeSpan.FromSeconds(1), time);
        do
        {
            FleetStatus status = await patientUploads.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Missing(id);
            yield return status;
            if (status.HasEnded)
            {
                yield break;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    public IAsyncEnumerable<FleetObject> GetObjectsAsync(string id, CancellationToken cancellationToken = default)
    {
        FleetRules.ThrowIfNoId(id);
        return ListAsync();

        async IAsyncEnumerable<FleetObject> ListAsync()
        {
            await TablesAsync(cancellationToken).ConfigureAwait(false);
            _ = await uploads.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Missing(id);
            await foreach (FleetObject stored in objects.ListStoredAsync(id, cancellationToken).ConfigureAwait(false))
            {
                yield return stored;
            }
        }
    }

    public async Task PauseAsync(string id, CancellationToken cancellationToken = default)
    {
        await ChangeAsync(id, FleetState.Paused, cancellationToken, FleetState.Running).ConfigureAwait(false);
        await ReplaceWorkAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public async Task ResumeAsync(string id, CancellationToken cancellationToken = default)
    {
        await ChangeAsync(id, FleetState.Running, cancellationToken, FleetState.Paused).ConfigureAwait(false);
        await plan.BeginAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public async Task CancelAsync(string id, CancellationToken cancellationToken = default)
    {
        await ChangeAsync(
            id, FleetState.Canceled, cancellationToken, FleetState.Listing, FleetState.Running, FleetState.Paused, FleetState.Failed)
            .ConfigureAwait(false);
        await ReplaceWorkAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public async Task RetryAsync(string id, CancellationToken cancellationToken = default)
    {
        FleetRules.ThrowIfNoId(id);
        await TablesAsync(cancellationToken).ConfigureAwait(false);
        if (!await objects.RetryAsync(id, cancellationToken).ConfigureAwait(false))
        {
            throw await RefusalAsync(id, cancellationToken).ConfigureAwait(false);
        }

        await plan.BeginAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All is written down, or nothing; then work is handed out. Who dies in between leaves that to the nodes.</summary>
    private async Task<FleetStatus> SubmitAsync(
        FleetUpload upload, FleetFolder? folder, Func<FleetTransaction, Task> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        FleetRules.ThrowIfRefused(upload);
        await TablesAsync(cancellationToken).ConfigureAwait(false);
        bool isNew = await database.InTransactionAsync(
            async transaction =>
            {
                bool isAdded = await UploadTable.TryAddAsync(transaction, upload, folder).ConfigureAwait(false);
                if (isAdded)
                {
                    await write(transaction).ConfigureAwait(false);
                }

                return isAdded;
            },
            cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            await plan.BeginAsync(upload.Id, cancellationToken).ConfigureAwait(false);
        }

        return await uploads.FindAsync(upload.Id, cancellationToken).ConfigureAwait(false) ?? throw Missing(upload.Id);
    }

    private async Task ChangeAsync(string id, FleetState to, CancellationToken cancellationToken, params FleetState[] from)
    {
        FleetRules.ThrowIfNoId(id);
        await TablesAsync(cancellationToken).ConfigureAwait(false);
        if (!await uploads.TryChangeAsync(id, to, cancellationToken, from).ConfigureAwait(false))
        {
            throw await RefusalAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes all work back, what another client has handed out since the change too: so the state is looked at again. Whoever changes it
    /// after that look hands out after the taking back; so after the last of both there is the work of the last state.
    /// </summary>
    private async Task ReplaceWorkAsync(string id, CancellationToken cancellationToken)
    {
        await schedule.ClearAsync(id, cancellationToken).ConfigureAwait(false);
        await plan.BeginAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private async Task<FleetException> RefusalAsync(string id, CancellationToken cancellationToken) =>
        await uploads.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } status
            ? new FleetException($"The upload '{id}' is {status.State}: that cannot be done now.")
            : Missing(id);

    private static FleetException Missing(string id) => new($"There is no upload '{id}'.");

    private Task TablesAsync(CancellationToken cancellationToken) => TablesAsync(database, cancellationToken);

    private async Task TablesAsync(FleetDatabase asked, CancellationToken cancellationToken) =>
        _hasTables = _hasTables || await FleetSchema.EnsureAsync(asked, cancellationToken).ConfigureAwait(false);
}
