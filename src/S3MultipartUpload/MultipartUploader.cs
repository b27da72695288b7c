using System.Runtime.CompilerServices;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Copying;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Line;
using S3MultipartUpload.Manifest;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Profiles;
using S3MultipartUpload.Request;
using S3MultipartUpload.Sessions;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;
using S3MultipartUpload.Uploads;
using S3MultipartUpload.Verification;

namespace S3MultipartUpload;

/// <summary>Uploads through an <see cref="IAmazonS3"/> client. Safe for use by several threads; make one and keep it.</summary>
public sealed class MultipartUploader : IMultipartUploader
{
    private const string NoCheckpointStore =
        "There is no checkpoint store, which resuming needs: set UploadRequest.CheckpointStore or " +
        "S3MultipartUploadOptions.CheckpointStore.";

    /// <summary>The clients that were warned of; an uploader may be made for every request of an application.</summary>
    private static readonly ConditionalWeakTable<IAmazonS3, object> Warned = [];

    private readonly S3MultipartUploadOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RequestLine _line;
    private readonly Deadline _deadline;
    private readonly PlanningRules _rules;
    private readonly ObjectGateway _objects;
    private readonly StoreCalls _calls;
    private readonly UploadOpening _opening;
    private readonly Settler _settler;
    private readonly UploadRun _run;
    private readonly ResumableUpload _resumable;
    private readonly CopyPreparation _copying;
    private readonly SessionSender _sessionSender;
    private readonly SessionCompletion _sessionCompletion;

    /// <summary>Makes an uploader without dependency injection.</summary>
    /// <param name="client">The client; it stays the caller's to dispose.</param>
    /// <param name="options">The options, as they are now: what is changed later has no effect. Default: all defaults.</param>
    /// <param name="logger">Where to log. Default: nowhere.</param>
    /// <param name="timeProvider">The clock of all delays and timeouts. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">The options contradict themselves or a limit; the message says how.</exception>
    public MultipartUploader(
        IAmazonS3 client,
        S3MultipartUploadOptions? options = null,
        ILogger<MultipartUploader>? logger = null,
        TimeProvider? timeProvider = null)
        : this(client, options ?? new(), budget: null, logger, timeProvider)
    {
    }

    internal MultipartUploader(
        IAmazonS3 client,
        S3MultipartUploadOptions options,
        PartBudget? budget,
        ILogger<MultipartUploader>? logger,
        TimeProvider? timeProvider)
    {
        ArgumentNullException.ThrowIfNull(client);
        _options = options.ResolvedFor(client.Config);
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<MultipartUploader>.Instance;
        if (AmazonS3ConfigExtensions.CostsOf(client.Config) is { } costs && Warned.TryAdd(client, Warned))
        {
            Log.ClientNotForUploads(_logger, costs);
        }

        _deadline = new Deadline(_options.AbortTimeout, _time);
        budget ??= PartBudget.Of(_options, _time);
        _line = budget.Line;
        ProviderProfile profile = _options.Store;
        _rules = _options.ToPlanningRules();

        // The one room that calls the store, by the application's pipeline and, for the clean-up, by our own.
        var gateway = new MultipartGateway(client, profile, _options.UnsignedPayloadOverHttp);
        _objects = new ObjectGateway(client, profile, _options.UnsignedPayloadOverHttp);
        var patience = new Patience(_options, client.Config, _time);
        StoreName = StoreEndpoint.NameOf(client.Config);
        string? address = StoreEndpoint.AddressOf(client.Config);
        _calls = new StoreCalls(RequestPipeline.Build(_options, _time), patience, _line, _logger, address);
        var cleanUp = new StoreCalls(RequestPipeline.BuiltIn(_options, _time), patience, _line, _logger, address);
        var listing = new PartListing(gateway, _calls);
        _opening = new UploadOpening(gateway, _calls, _deadline);

        // What sends, completes and settles, for runs and sessions alike.
        var copies = new CopyGateway(client, profile);
        _copying = new CopyPreparation(
            new SourceObjects(_objects, copies, _calls, profile, _options.Concurrency.Initial), _options);
        var hedge = new PartHedge(_line, _time, _logger, _options.SlowPartFactor);
        var executor = new PartExecutor(gateway, _calls, budget, hedge);
        var transfer = new PartTransfer(executor, new PartCopier(copies, _calls, budget), new PartFetch(budget.Buffers, _calls));
        var completer = new UploadCompleter(gateway, _objects, _calls);
        _settler = new Settler(_objects, new UploadRemoval(gateway, cleanUp), cleanUp, _deadline);
        _run = new UploadRun(
            new EarlierRun(listing, _objects, _calls),
            new ObjectStoring(
                _opening,
                new SinglePut(_objects, profile, executor, _logger),
                new SingleCopy(copies, _calls),
                transfer,
                new PartSender(executor, transfer, budget.Buffers, _line.MostParts, new Deadline(_options.DrainTimeout, _time)),
                new UploadFinish(completer, new PartRepair(listing, transfer, profile, _logger))),
            _settler,
            _deadline);
        _resumable = new ResumableUpload(_run, _settler, _rules, _deadline, _logger);
        _sessionSender = new SessionSender(transfer, _copying, _rules, budget.Buffers);
        _sessionCompletion = new SessionCompletion(listing, completer, _settler, _deadline, profile.Limits);
    }

    /// <summary>The uploader of this library that does the work in the end; null where it is somebody else's.</summary>
    internal static MultipartUploader? Within(IMultipartUploader uploader)
    {
        while (uploader is IUploaderDecorator decorator)
        {
            uploader = decorator.Inner;
        }

        return uploader as MultipartUploader;
    }

    /// <summary>What the rooms above the door know of this uploader besides its methods.</summary>
    internal TimeProvider Time => _time;

    internal string? StoreName { get; }

    internal ILogger Logger => _logger;

    internal S3MultipartUploadOptions Options => _options;

    internal RequestLine Line => _line;

    internal Deadline Deadline => _deadline;

    internal ObjectGateway Objects => _objects;

    internal StoreCalls Calls => _calls;

    /// <inheritdoc/>
    public Task<UploadManifest> UploadAsync(UploadRequest request, CancellationToken cancellationToken = default) =>
        UploadAsync(request, mustResume: false, cancellationToken);

    /// <inheritdoc/>
    public Task<UploadManifest> ResumeAsync(UploadRequest request, CancellationToken cancellationToken = default) =>
        UploadAsync(request, mustResume: true, cancellationToken);

    /// <inheritdoc/>
    public async Task<UploadManifest> CopyAsync(CopyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        UploadRequest upload = await _copying.ExecuteAsync(request, cancellationToken).ConfigureAwait(false);
        return await UploadAsync(upload, mustResume: false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<UploadManifest> AbortAsync(
        UploadTarget target, ICheckpointStore? checkpointStore = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        UploadTargetValidator.Validate(target);
        ICheckpointStore store = checkpointStore ?? _options.CheckpointStore ?? throw new UploadRefusedException(NoCheckpointStore);
        ICheckpoint checkpoint = await BoundedCheckpoint
            .OpenAsync(store, target, _deadline, cancellationToken).ConfigureAwait(false);
        try
        {
            var saved = new SavedUpload(checkpoint, target, _settler, _deadline);
            UploadCheckpoint found = await saved.RequireAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return await saved.AbortAsync(found, evenIfCompleted: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await Disposal.DisposeAsync(checkpoint, _logger).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IMultipartSession> StartAsync(UploadTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        UploadTargetValidator.Validate(target);
        UploadTargetValidator.RequireSupported(target, _options.Store, AlgorithmOf(target));
        OpenUpload? upload = null;
        try
        {
            upload = await _opening.ExecuteAsync(target, AlgorithmOf(target), cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return new MultipartSession(upload, _sessionSender, _sessionCompletion, _time, _logger);
        }
        catch (Exception error)
        {
            // Nobody will know the id of an upload that was opened while the caller gave up.
            using CancellationTokenSource end = _deadline.Start();
            SettledUpload settled = await _settler
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
                : UploadFailure.Create(error, settled.State, manifest);
        }
    }

    /// <inheritdoc/>
    public IMultipartSession OpenSession(string json, ServerSideEncryption? encryption = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        OpenUpload upload = SessionJson.Read(json).ToUpload(encryption);
        UploadTargetValidator.RequireSupported(upload.Target, _options.Store, upload.Record.ChecksumAlgorithm);
        return new MultipartSession(upload, _sessionSender, _sessionCompletion, _time, _logger);
    }

    /// <inheritdoc/>
    public Task<VerificationReport> VerifyAsync(
        UploadManifest manifest, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return ManifestValidator.Check(manifest).IsComplete
            ? new ObjectVerifier(_objects, _calls, _options, manifest, options ?? new()).ExecuteAsync(cancellationToken)
            : throw new InvalidUploadJsonException("The manifest is that of an upload that was not completed: there is no object " +
                "to compare.");
    }

    private PartChecksumAlgorithm AlgorithmOf(ObjectSettings target) => target.ChecksumAlgorithm ?? _options.ChecksumAlgorithm;

    private async Task<UploadManifest> UploadAsync(UploadRequest request, bool mustResume, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            UploadRequestValidator.Validate(request);
            PartChecksumAlgorithm algorithm = AlgorithmOf(request);
            UploadTargetValidator.RequireSupported(request, _options.Store, algorithm);
            UploadPlan plan = UploadPlanner.Plan(request.Source, request.PartSize, _rules);
            ICheckpointStore? store = request.HasCheckpoint
                ? request.CheckpointStore ?? request.DefaultCheckpointStore ?? _options.CheckpointStore
                : null;
            if (store is null && (mustResume || request.FailureAction == FailureAction.KeepForResume))
            {
                throw new UploadRefusedException(NoCheckpointStore);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return await UploadAsync(request, plan, algorithm, store, mustResume, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await Disposal.DisposeAsync(request.Source, _logger).ConfigureAwait(false);
        }
    }

    private async Task<UploadManifest> UploadAsync(
        UploadRequest request,
        UploadPlan plan,
        PartChecksumAlgorithm algorithm,
        ICheckpointStore? store,
        bool mustResume,
        CancellationToken cancellationToken)
    {
        using var trace = new UploadTrace(request, _options.LogKeys, _calls);
        try
        {
            Log.Started(_logger, plan.Length, plan.PartSize);
            var ledger = new UploadLedger(request, plan, _logger, _time);
            var run = new RunInput(request, plan, algorithm, ledger, trace, new NoCheckpoint());
            UploadManifest manifest = store is null
                ? (await _run.ExecuteAsync(run, cancellationToken).ConfigureAwait(false)).ManifestOrThrow()
                : await UploadAsync(run, store, mustResume, cancellationToken).ConfigureAwait(false);
            trace.OnCompleted(manifest);
            return manifest;
        }
        catch (Exception failure)
        {
            trace.OnFailed(failure);
            throw;
        }
    }

    private async Task<UploadManifest> UploadAsync(
        RunInput run, ICheckpointStore store, bool mustResume, CancellationToken cancellationToken)
    {
        ICheckpoint checkpoint = await BoundedCheckpoint
            .OpenAsync(store, run.Request, _deadline, cancellationToken).ConfigureAwait(false);
        try
        {
            return await _resumable.ExecuteAsync(run, checkpoint, mustResume, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await Disposal.DisposeAsync(checkpoint, _logger).ConfigureAwait(false);
        }
    }
}
