using Microsoft.Extensions.Logging;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Copying;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Request;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Uploads from their request to their receipt: begun, resumed, made of what the store has, or given up.</summary>
/// <param name="run">Runs those without a checkpoint.</param>
/// <param name="resumable">Runs those with one.</param>
/// <param name="copying">Makes uploads of copies.</param>
/// <param name="settler">Aborts what is given up.</param>
/// <param name="calls">The requests of the uploader.</param>
/// <param name="deadline">Bounds each call of a store of checkpoints.</param>
/// <param name="rules">Decides how a source is cut.</param>
/// <param name="options">The options of the uploader.</param>
internal sealed class ObjectUploads(
    UploadRun run,
    ResumableUpload resumable,
    CopyPreparation copying,
    Settler settler,
    StoreCalls calls,
    Deadline deadline,
    PlanningRules rules,
    S3MultipartUploadOptions options)
{
    private const string NoCheckpointStore =
        "There is no checkpoint store, which resuming needs: set UploadRequest.CheckpointStore or " +
        "S3MultipartUploadOptions.CheckpointStore.";

    private readonly ILogger _logger = calls.Logger;

    /// <param name="request">What to store.</param>
    /// <param name="mustResume">Whether there must be an incomplete upload.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    public async Task<UploadManifest> UploadAsync(UploadRequest request, bool mustResume, CancellationToken cancellationToken)
    {
        using UploadScope? scope = BeginScope(request);
        try
        {
            Planned planned = Plan(request, mustResume);
            cancellationToken.ThrowIfCancellationRequested();
            return await ToldAsync(request, scope, trace => RunAsync(planned, trace, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            await Disposal.DisposeAsync(request.Source, _logger).ConfigureAwait(false);
        }
    }

    /// <summary>The look at the sources is part of the copy: where they cannot be copied, the copy has failed.</summary>
    public async Task<UploadManifest> CopyAsync(CopyRequest request, CancellationToken cancellationToken)
    {
        CopyRequestValidator.Validate(request);
        using UploadScope? scope = BeginScope(request);
        cancellationToken.ThrowIfCancellationRequested();
        return await ToldAsync(request, scope, async trace =>
        {
            UploadRequest upload = await copying.ExecuteAsync(request, cancellationToken).ConfigureAwait(false);
            return await RunAsync(Plan(upload, mustResume: false), trace, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Gives up the upload that a checkpoint tells of.</summary>
    public async Task<UploadManifest> AbortAsync(
        UploadTarget target, ICheckpointStore? checkpointStore, CancellationToken cancellationToken)
    {
        UploadTargetValidator.Validate(target);
        using UploadScope? scope = BeginScope(target);
        ICheckpointStore store = checkpointStore ?? options.CheckpointStore ?? throw new UploadRefusedException(NoCheckpointStore);
        ICheckpoint checkpoint = await BoundedCheckpoint.OpenAsync(store, target, deadline, cancellationToken).ConfigureAwait(false);
        try
        {
            var saved = new SavedUpload(checkpoint, target, settler, deadline);
            UploadCheckpoint found = await saved.RequireAsync(cancellationToken).ConfigureAwait(false);
            scope?.UploadId = found.Upload.UploadId;
            cancellationToken.ThrowIfCancellationRequested();
            return await saved.AbortAsync(found, evenIfCompleted: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await Disposal.DisposeAsync(checkpoint, _logger).ConfigureAwait(false);
        }
    }

    private UploadScope? BeginScope(ObjectSettings about) =>
        UploadScope.Begin(_logger, about.BucketName, options.LogKeys ? about.Key : null);

    /// <summary>Refuses what breaks a rule, before the first request.</summary>
    private Planned Plan(UploadRequest request, bool mustResume)
    {
        UploadRequestValidator.Validate(request);
        PartChecksumAlgorithm algorithm = request.ChecksumAlgorithm ?? options.ChecksumAlgorithm;
        UploadTargetValidator.RequireSupported(request, options.Store, algorithm);
        UploadPlan plan = UploadPlanner.Plan(request.Source, request.PartSize, rules);
        ICheckpointStore? store = request.HasCheckpoint
            ? request.CheckpointStore ?? request.DefaultCheckpointStore ?? options.CheckpointStore
            : null;
        return store is null && (mustResume || request.FailureAction == FailureAction.KeepForResume)
            ? throw new UploadRefusedException(NoCheckpointStore)
            : new Planned(request, plan, algorithm, store, mustResume);
    }

    /// <summary>How an upload begins and ends is told, whatever becomes of it.</summary>
    private async Task<UploadManifest> ToldAsync(
        ObjectSettings request, UploadScope? scope, Func<UploadTrace, Task<UploadManifest>> upload)
    {
        using var trace = new UploadTrace(request, options.LogKeys, scope, calls);
        try
        {
            UploadManifest manifest = await upload(trace).ConfigureAwait(false);
            trace.OnCompleted(manifest);
            return manifest;
        }
        catch (Exception failure)
        {
            trace.OnFailed(failure);
            throw;
        }
    }

    private async Task<UploadManifest> RunAsync(Planned planned, UploadTrace trace, CancellationToken cancellationToken)
    {
        (UploadRequest request, UploadPlan plan, PartChecksumAlgorithm algorithm, ICheckpointStore? store, bool mustResume) = planned;
        Log.Started(_logger, plan.Length, plan.PartSize);
        var ledger = new UploadLedger(request, plan, _logger, deadline.Time);
        var input = new RunInput(request, plan, algorithm, ledger, trace, new NoCheckpoint());
        if (store is null)
        {
            return (await run.ExecuteAsync(input, cancellationToken).ConfigureAwait(false)).ManifestOrThrow();
        }

        ICheckpoint checkpoint = await BoundedCheckpoint.OpenAsync(store, request, deadline, cancellationToken).ConfigureAwait(false);
        try
        {
            return await resumable.ExecuteAsync(input, checkpoint, mustResume, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await Disposal.DisposeAsync(checkpoint, _logger).ConfigureAwait(false);
        }
    }

    private sealed record Planned(
        UploadRequest Request, UploadPlan Plan, PartChecksumAlgorithm Algorithm, ICheckpointStore? Store, bool MustResume);
}
