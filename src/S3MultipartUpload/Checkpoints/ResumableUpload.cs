namespace S3MultipartUpload;

/// <summary>An upload whose checkpoint is kept: goes on with an unfinished one, or begins.</summary>
internal sealed class ResumableUpload(UploadServices services, UploadRequest request, ICheckpoint checkpoint)
{
    private readonly UnfinishedUpload _unfinished = new(services, request, checkpoint);

    /// <param name="plan">The plan of an upload that begins.</param>
    /// <param name="mustResume">Whether there must be an unfinished upload.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    public async Task<UploadManifest> ExecuteAsync(UploadPlan plan, bool mustResume, CancellationToken cancellationToken)
    {
        UploadCheckpoint? found = mustResume
            ? await _unfinished.RequireAsync(cancellationToken).ConfigureAwait(false)
            : await _unfinished.FindAsync(cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            if (mustResume || request.Resume.Automatic)
            {
                Log.Resuming(services.Logger, found.Upload.UploadId);
                UploadRun run = RunOf(PlanOf(found, plan), found);
                try
                {
                    return await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (MultipartUploadException failure) when (MayStartAfresh(failure, run))
                {
                }
            }

            Log.StartingAfresh(services.Logger, found.Upload.UploadId);
            await _unfinished.AbortAsync(found).ConfigureAwait(false);
        }

        return await RunOf(plan, found: null).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private UploadRun RunOf(UploadPlan plan, UploadCheckpoint? found)
    {
        var ledger = new UploadLedger(request, plan, services.Logger, services.Time);
        var writer = new CheckpointWriter(checkpoint, plan, request.Source, ledger, services);
        ledger.Stored += writer.OnStored;
        if (found is null)
        {
            return new UploadRun(services, request, plan, ledger, writer, resumed: null);
        }

        writer.GoOnWith(found.Upload);
        return new UploadRun(services, request, plan, ledger, writer, new EarlierRun(services, request, plan, found));
    }

    /// <summary>The parts lie where the earlier run has put them, and its upload is gone on with however small the source is.</summary>
    private UploadPlan PlanOf(UploadCheckpoint found, UploadPlan plan)
    {
        try
        {
            UploadPlan same = plan.PartSize == found.PartSize
                ? plan
                : UploadPlanner.Plan(request.Source, found.PartSize, services.Options);
            return same.InParts();
        }
        catch (UploadRefusedException refusal)
        {
            throw CheckpointException.Unusable(checkpoint.Location, $"its parts break the rules. {refusal.Message}", refusal);
        }
    }

    /// <summary>A source that is read once, and was, cannot be stored afresh.</summary>
    private bool MayStartAfresh(MultipartUploadException failure, UploadRun run) =>
        (request.Source.IsRandomAccess || !run.HasReadSource)
        && failure.InnerException switch
        {
            SourceChangedException { IsSinceCheckpoint: true } => request.Resume.RestartIfSourceChanged,
            UploadNotFoundException => request.Resume.RestartIfUploadNotFound,
            _ => false,
        };
}
