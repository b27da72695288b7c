using Microsoft.Extensions.Logging;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Request;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Uploads whose checkpoint is kept: an incomplete one is continued, or one begins.</summary>
/// <param name="run">Runs them.</param>
/// <param name="settler">Aborts what is given up.</param>
/// <param name="rules">Decides how a source is cut.</param>
/// <param name="deadline">Bounds each call of the store of checkpoints.</param>
/// <param name="logger">The log.</param>
internal sealed class ResumableUpload(UploadRun run, Settler settler, PlanningRules rules, Deadline deadline, ILogger logger)
{
    /// <param name="input">The run of an upload that begins.</param>
    /// <param name="checkpoint">Its checkpoint.</param>
    /// <param name="mustResume">Whether there must be an incomplete upload.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    public async Task<UploadManifest> ExecuteAsync(
        RunInput input, ICheckpoint checkpoint, bool mustResume, CancellationToken cancellationToken)
    {
        UploadRequest request = input.Request;
        var saved = new SavedUpload(checkpoint, request, settler, deadline);
        UploadCheckpoint? found = mustResume
            ? await saved.RequireAsync(cancellationToken).ConfigureAwait(false)
            : await saved.FindAsync(cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            if (mustResume || request.Resume.Automatic)
            {
                Log.Resuming(logger, Log.Shorten(found.Upload.UploadId));
                if (Differences(found, request) is { Length: > 0 } differences)
                {
                    Log.GoesOnWith(logger, differences);
                }

                UploadPlan plan = PlanOf(found, checkpoint, request, input.Plan);
                RunInput resumed = input with { Plan = plan, Earlier = found };
                RunEnd end = await RunAsync(resumed, checkpoint, cancellationToken).ConfigureAwait(false);
                if (!MayRestart(end, request))
                {
                    return end.ManifestOrThrow();
                }
            }

            Log.Restarting(logger, Log.Shorten(found.Upload.UploadId));
            await saved.AbortAsync(found, evenIfCompleted: true, cancellationToken).ConfigureAwait(false);
        }

        return (await RunAsync(input, checkpoint, cancellationToken).ConfigureAwait(false)).ManifestOrThrow();
    }

    private Task<RunEnd> RunAsync(RunInput input, ICheckpoint checkpoint, CancellationToken cancellationToken)
    {
        UploadLedger ledger = input.Ledger.For(input.Plan);
        var writer = new CheckpointWriter(checkpoint, input.Request.Source, input.Plan, ledger, deadline.Time, logger);
        if (input.Earlier is { } earlier)
        {
            writer.Resume(earlier.Upload);
        }

        ledger.Stored += writer.OnStored;
        return run.ExecuteAsync(input with { Ledger = ledger, Checkpoint = writer }, cancellationToken);
    }

    /// <summary>The parts lie where the earlier run has put them, and its upload is continued however small the source is.</summary>
    private UploadPlan PlanOf(UploadCheckpoint found, ICheckpoint checkpoint, UploadRequest request, UploadPlan plan)
    {
        try
        {
            UploadPlan same = plan.PartSize == found.PartSize ? plan : UploadPlanner.Plan(request.Source, found.PartSize, rules);
            return same.InParts();
        }
        catch (UploadRefusedException refusal)
        {
            throw CheckpointException.Unusable(checkpoint.Location, $"its parts break the rules. {refusal.Message}", refusal);
        }
    }

    /// <summary>What the request asks for and the upload was not begun with; the parts that are stored cannot be changed.</summary>
    private static string Differences(UploadCheckpoint found, UploadRequest request) => string.Join(", ", new[]
    {
        request.PartSize is { } size && size != found.PartSize ? $"parts of {found.PartSize} bytes, not {size}" : null,
        request.ChecksumAlgorithm is { } checksum && checksum != found.Upload.ChecksumAlgorithm
            ? $"the checksum {found.Upload.ChecksumAlgorithm}, not {checksum}" : null,
        found.Upload.Settings is { } begun && SettingsDigest.DifferencesOf(begun, request) is { Count: > 0 } settings
            ? $"the {string.Join(", ", settings)} that the upload was begun with, not those of this request" : null,
    }.OfType<string>());

    /// <summary>A source that is read once, and was, cannot be uploaded again from its first byte.</summary>
    private static bool MayRestart(RunEnd end, UploadRequest request) =>
        (request.Source.IsRandomAccess || !end.HasReadSource)
        && (end.Failure as MultipartUploadException)?.InnerException switch
        {
            SourceChangedException { IsSinceCheckpoint: true } => request.Resume.RestartIfSourceChanged,
            UploadNotFoundException => request.Resume.RestartIfUploadNotFound,
            _ => false,
        };
}
