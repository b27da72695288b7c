using Amazon.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly;

namespace S3MultipartUpload;

/// <summary>Uploads through an <see cref="IAmazonS3"/> client. Safe for use by several threads; make one and keep it.</summary>
public sealed class MultipartUploader : IMultipartUploader
{
    private readonly S3MultipartUploadOptions _options;
    private readonly PartBufferPool _buffers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;
    private readonly S3Gateway _gateway;

    /// <summary>Makes an uploader without dependency injection.</summary>
    /// <param name="client">The client; it stays the caller's to dispose.</param>
    /// <param name="options">The options. Default: all defaults.</param>
    /// <param name="logger">Where to log. Default: nowhere.</param>
    /// <param name="timeProvider">The clock of all delays and timeouts. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">The options contradict themselves or a limit; the message says how.</exception>
    public MultipartUploader(
        IAmazonS3 client,
        S3MultipartUploadOptions? options = null,
        ILogger<MultipartUploader>? logger = null,
        TimeProvider? timeProvider = null)
        : this(client, Validated(options ?? new()), buffers: null, logger, timeProvider)
    {
    }

    internal MultipartUploader(
        IAmazonS3 client,
        S3MultipartUploadOptions options,
        PartBufferPool? buffers,
        ILogger<MultipartUploader>? logger,
        TimeProvider? timeProvider)
    {
        ArgumentNullException.ThrowIfNull(client);
        _options = options;
        _buffers = buffers ?? new PartBufferPool(options.MaxBufferedBytes);
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<MultipartUploader>.Instance;
        _pipeline = PartPipeline.Build(options, _time);
        _gateway = new S3Gateway(client);
    }

    /// <inheritdoc/>
    public async Task<UploadManifest> UploadAsync(UploadRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            UploadRequestValidator.Validate(request);
            UploadPlan plan = UploadPlanner.Plan(request.Source, request.PartSize, _options);
            cancellationToken.ThrowIfCancellationRequested();
            Log.Started(_logger, request, plan);
            var ledger = new UploadLedger(request, plan, _logger, _time);
            var run = new UploadRun(request, plan, ledger, _options, _gateway, _buffers, _pipeline, _time, _logger);
            return await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync(request.Source).ConfigureAwait(false);
        }
    }

    /// <summary>What goes wrong here changes nothing of what is stored, and must not hide what the upload had to say.</summary>
    private async ValueTask DisposeAsync(IPartSource? source)
    {
        try
        {
            if (source is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever the application's code throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.DisposeFailed(_logger, exception);
        }
    }

    private static S3MultipartUploadOptions Validated(S3MultipartUploadOptions options)
    {
        ValidateOptionsResult result = new S3MultipartUploadOptionsValidator().Validate(name: null, options);
        return result.Failed
            ? throw new OptionsValidationException(nameof(S3MultipartUploadOptions), typeof(S3MultipartUploadOptions), result.Failures)
            : options;
    }
}
