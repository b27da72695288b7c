using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace S3MultipartUpload.Many;

/// <summary>Uploads request after request, many at one time.</summary>
internal sealed class ManyUploads
{
    private const int UsualConcurrency = 20;

    private readonly IMultipartUploader _uploader;
    private readonly IAsyncEnumerable<UploadRequest> _requests;
    private readonly UploadManyOptions _options;
    private readonly TimeProvider _time;

    public ManyUploads(
        IMultipartUploader uploader, IAsyncEnumerable<UploadRequest> requests, UploadManyOptions options, TimeProvider? time = null)
    {
        (_uploader, _requests, _options, _time) = (uploader, requests, options, time ?? TimeOf(uploader));
    }

    public static TimeProvider TimeOf(IMultipartUploader uploader) => MultipartUploader.Within(uploader)?.Time ?? TimeProvider.System;

    public static ILogger LoggerOf(IMultipartUploader uploader) => MultipartUploader.Within(uploader)?.Logger ?? NullLogger.Instance;

    /// <summary>How many uploads at one time; it changes with what the line takes.</summary>
    public static Func<int> ConcurrencyOf(IMultipartUploader uploader, int? asked) =>
        () => asked ?? (MultipartUploader.Within(uploader) is { } own ? 2 * own.Line.Allowed : UsualConcurrency);

    public async IAsyncEnumerable<UploadResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ledger = new ManyLedger(_options.Progress, _options.ProgressInterval, _time, LoggerOf(_uploader));
        var window = new Window<(UploadRequest Request, ManyEntry Entry), UploadResult>(
            TakeAsync(ledger, CancellationToken.None),
            (item, token) => UploadAsync(item.Request, ledger.Watched(item.Request, item.Entry), item.Entry, token),
            result => _options.FailurePolicy == UploadFailurePolicy.Stop && !result.IsStored,
            ConcurrencyOf(_uploader, _options.MaxConcurrency));
        try
        {
            await foreach (UploadResult result in window.RunAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
        finally
        {
            await ledger.EndAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<(UploadRequest Request, ManyEntry Entry)> TakeAsync(
        ManyLedger ledger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (UploadRequest request in _requests.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return request is null
                ? throw new InvalidOperationException("The sequence of requests holds a null.")
                : (request, ledger.Take(request.Source?.Length));
        }

        ledger.OnAllTaken();
    }

    private async Task<UploadResult> UploadAsync(
        UploadRequest request, UploadRequest watched, ManyEntry entry, CancellationToken cancellationToken)
    {
        UploadManifest? manifest = null;
        try
        {
            manifest = await _uploader.UploadAsync(watched, cancellationToken).ConfigureAwait(false);
            return new UploadResult { Request = request, Manifest = manifest };
        }
#pragma warning disable CA1031 // The caller is given it, with the request.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new UploadResult { Request = request, Exception = exception };
        }
        finally
        {
            entry.End(manifest);
        }
    }
}
