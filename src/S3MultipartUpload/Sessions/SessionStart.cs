using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Request;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>Sessions of uploads that begin, and of those that another process has begun.</summary>
/// <param name="opening">Opens an upload.</param>
/// <param name="sender">Sends parts.</param>
/// <param name="spans">Sends many.</param>
/// <param name="signer">Signs parts.</param>
/// <param name="completion">Completes objects.</param>
/// <param name="settler">Aborts what nobody would know of.</param>
/// <param name="deadline">Bounds that.</param>
/// <param name="options">The options of the uploader.</param>
/// <param name="logger">The log.</param>
internal sealed class SessionStart(
    UploadOpening opening,
    SessionSender sender,
    SpanSender spans,
    PartSigner signer,
    SessionCompletion completion,
    Settler settler,
    Deadline deadline,
    S3MultipartUploadOptions options,
    ILogger logger)
{
    public async Task<IMultipartSession> StartAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        UploadTargetValidator.Validate(target);
        PartChecksumAlgorithm algorithm = target.ChecksumAlgorithm ?? options.ChecksumAlgorithm;
        UploadTargetValidator.RequireSupported(target, options.Store, algorithm);
        using var scope = UploadScope.Begin(logger, target.BucketName, options.LogKeys ? target.Key : null);
        OpenUpload? upload = null;
        try
        {
            upload = await opening.ExecuteAsync(target, algorithm, cancellationToken).ConfigureAwait(false);
            scope?.UploadId = upload.UploadId;
            cancellationToken.ThrowIfCancellationRequested();
            return SessionOf(upload);
        }
        catch (Exception error)
        {
            // Nobody will know the id of an upload that was opened while the caller gave up.
            using CancellationTokenSource end = deadline.Start();
            SettledUpload settled = await settler
                .SettleAsync(new StoreOutcome.NotStored(error), target, upload, keep: false, end.Token).ConfigureAwait(false);
            var manifest = new UploadManifest
            {
                BucketName = target.BucketName,
                Key = target.Key,
                UploadId = upload?.UploadId,
                Parts = [],
            };
            throw cancellationToken.IsCancellationRequested
                ? UploadFailure.Canceled("Starting the upload", settled, manifest, cancellationToken)
                : UploadFailure.Create(error, target, settled.State, manifest);
        }
    }

    public IMultipartSession Open(string json, ServerSideEncryption? encryption)
    {
        OpenUpload upload = SessionJson.Read(json).ToUpload(encryption);
        UploadTargetValidator.RequireSupported(upload.Target, options.Store, upload.Record.ChecksumAlgorithm);
        return SessionOf(upload);
    }

    private MultipartSession SessionOf(OpenUpload upload) =>
        new(upload, sender, spans, signer, completion, deadline.Time, logger, options.LogKeys);
}
