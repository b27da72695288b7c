using Amazon.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace S3MultipartUpload;

/// <summary>Uploads through an <see cref="IAmazonS3"/> client. Safe for use by several threads; make one and keep it.</summary>
public sealed class MultipartUploader : IMultipartUploader
{
    private const string NoCheckpointStore =
        "There is no checkpoint store, which resuming needs: set UploadRequest.CheckpointStore or S3MultipartUploadOptions.CheckpointStore.";

    private readonly UploadServices _services;

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
        TimeProvider time = timeProvider ?? TimeProvider.System;
        ProviderProfile profile = options.Profile ?? StoreEndpoint.DefaultProfile(client.Config);
        _services = new UploadServices(
            options,
            profile,
            new S3Gateway(client, profile),
            new StoredObjects(client),
            buffers ?? new PartBufferPool(options.MaxBufferedBytes),
            PartPipeline.Build(options, time),
            time,
            logger ?? NullLogger<MultipartUploader>.Instance);
    }

    /// <inheritdoc/>
    public Task<UploadManifest> UploadAsync(UploadRequest request, CancellationToken cancellationToken = default) =>
        UploadAsync(request, mustResume: false, cancellationToken);

    /// <inheritdoc/>
    public Task<UploadManifest> ResumeAsync(UploadRequest request, CancellationToken cancellationToken = default) =>
        UploadAsync(request, mustResume: true, cancellationToken);

    /// <inheritdoc/>
    public async Task<UploadManifest> AbortAsync(
        string bucketName, string key, ICheckpointStore? checkpointStore = null, CancellationToken cancellationToken = default)
    {
        var target = new UploadTarget { BucketName = bucketName, Key = key };
        UploadTargetValidator.Validate(target);
        ICheckpointStore store = checkpointStore ?? _services.Options.CheckpointStore ?? throw new UploadRefusedException(NoCheckpointStore);
        ICheckpoint checkpoint = await store.OpenAsync(bucketName, key, cancellationToken).ConfigureAwait(false);
        try
        {
            var unfinished = new UnfinishedUpload(_services, target, checkpoint);
            UploadCheckpoint found = await unfinished.RequireAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return await unfinished.AbortAsync(found).ConfigureAwait(false);
        }
        finally
        {
            await _services.DisposeAsync(checkpoint).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IMultipartSession> StartAsync(UploadTarget description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        UploadTargetValidator.Validate(description);
        UploadTargetValidator.RequireSupported(description, _services.Profile);
        OpenUpload? opened = null;
        try
        {
            OpenUpload upload = await _services
                .CreateAsync(description, UploadToken.Create(), created => opened = created, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return new MultipartSession(_services, description, upload);
        }
        catch (Exception error)
        {
            // Nobody will know the id of an upload that was opened while the caller gave up.
            FailedUploadState state = opened is null ? FailedUploadState.None
                : await new FailedUpload(_services, description).TryAbortAsync(opened.UploadId).ConfigureAwait(false) is null
                    ? FailedUploadState.Aborted
                    : FailedUploadState.AbortFailed;
            throw cancellationToken.IsCancellationRequested
                ? new OperationCanceledException("Starting the upload was cancelled.", error, cancellationToken)
                : UploadFailure.Create(error, state, new UploadManifest { BucketName = description.BucketName, Key = description.Key, Parts = [] });
        }
    }

    /// <inheritdoc/>
    public IMultipartSession OpenSession(string json, ServerSideEncryption? encryption = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        SessionRecord session = SessionJson.Read(json);
        if (session.NeedsCustomerKey && encryption?.CustomerKey is null)
        {
            throw new UploadRefusedException("The parts of this session are encrypted with a customer-provided key: give it again.");
        }

        var description = new UploadTarget
        {
            BucketName = session.Upload.BucketName,
            Key = session.Upload.Key,
            ExpectedBucketOwner = session.ExpectedBucketOwner,
            Encryption = encryption,
            IfNoneMatch = session.IfNoneMatch,
            IfMatch = session.IfMatch,
        };
        UploadTargetValidator.Validate(description);
        return new MultipartSession(_services, description, session.Upload);
    }

    /// <inheritdoc/>
    public Task<VerificationReport> VerifyAsync(
        UploadManifest manifest, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!ManifestValidator.Check(manifest).IsComplete)
        {
            throw new InvalidUploadJsonException("The manifest is that of an upload that was not completed: there is no object to compare.");
        }

        return new ObjectVerifier(_services, manifest, options ?? new()).ExecuteAsync(cancellationToken);
    }

    private async Task<UploadManifest> UploadAsync(UploadRequest request, bool mustResume, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            UploadRequestValidator.Validate(request);
            UploadTargetValidator.RequireSupported(request, _services.Profile);
            UploadPlan plan = UploadPlanner.Plan(request.Source, request.PartSize, _services.Options);
            ICheckpointStore? store = request.CheckpointStore ?? _services.Options.CheckpointStore;
            if (store is null && (mustResume || request.FailureAction == FailureAction.KeepForResume))
            {
                throw new UploadRefusedException(NoCheckpointStore);
            }

            cancellationToken.ThrowIfCancellationRequested();
            Log.Started(_services.Logger, request, plan);
            if (store is null)
            {
                var ledger = new UploadLedger(request, plan, _services.Logger, _services.Time);
                var run = new UploadRun(_services, request, plan, ledger, writer: null, resumed: null);
                return await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            }

            ICheckpoint checkpoint = await store.OpenAsync(request.BucketName, request.Key, cancellationToken).ConfigureAwait(false);
            try
            {
                return await new ResumableUpload(_services, request, checkpoint)
                    .ExecuteAsync(plan, mustResume, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await _services.DisposeAsync(checkpoint).ConfigureAwait(false);
            }
        }
        finally
        {
            await _services.DisposeAsync(request.Source).ConfigureAwait(false);
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
