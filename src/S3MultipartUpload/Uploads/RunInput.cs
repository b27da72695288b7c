using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Planning;

namespace S3MultipartUpload.Uploads;

/// <summary>What one run is about.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">How the source is cut.</param>
/// <param name="Algorithm">The checksum of the parts.</param>
/// <param name="Ledger">What is done so far.</param>
/// <param name="Trace">Where it is told.</param>
/// <param name="Checkpoint">Where that is written down.</param>
/// <param name="Earlier">What the run that is resumed has written down; null where none is.</param>
internal sealed record RunInput(
    UploadRequest Request,
    UploadPlan Plan,
    PartChecksumAlgorithm Algorithm,
    UploadLedger Ledger,
    UploadTrace Trace,
    ICheckpointSink Checkpoint,
    UploadCheckpoint? Earlier = null)
{
    /// <summary>Whether the upload is kept when it fails, if a checkpoint names it.</summary>
    public bool MayBeKept => Request.FailureAction != FailureAction.Abort;
}
