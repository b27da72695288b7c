using System.Runtime.CompilerServices;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using S3MultipartUpload.Incomplete;
using S3MultipartUpload.Line;
using S3MultipartUpload.Profiles;
using S3MultipartUpload.Store;

namespace S3MultipartUpload;

/// <summary>Cleans up through an <see cref="IAmazonS3"/> client. Safe for use by several threads.</summary>
public sealed class IncompleteUploads : IIncompleteUploads
{
    private readonly S3MultipartUploadOptions _options;
    private readonly AbortRuleWriter _rule;
    private readonly UploadPages _pages;
    private readonly UploadSize _size;
    private readonly UploadAbort _abort;

    /// <summary>Makes one without dependency injection.</summary>
    /// <param name="client">The client; it stays the caller's to dispose.</param>
    /// <param name="options">
    /// The options, of which those of retries, timeouts and <see cref="S3MultipartUploadOptions.Concurrency"/> count. Default: all
    /// defaults.
    /// </param>
    /// <param name="logger">Where to log. Default: nowhere.</param>
    /// <param name="timeProvider">The clock by which uploads age, and of all delays and timeouts. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">The options contradict themselves or a limit; the message says how.</exception>
    public IncompleteUploads(
        IAmazonS3 client,
        S3MultipartUploadOptions? options = null,
        ILogger<IncompleteUploads>? logger = null,
        TimeProvider? timeProvider = null)
        : this(client, options ?? new(), line: null, logger, timeProvider)
    {
    }

    internal IncompleteUploads(
        IAmazonS3 client,
        S3MultipartUploadOptions options,
        RequestLine? line,
        ILogger<IncompleteUploads>? logger,
        TimeProvider? timeProvider)
    {
        ArgumentNullException.ThrowIfNull(client);
        _options = options.ResolvedFor(client.Config);
        TimeProvider time = timeProvider ?? TimeProvider.System;
        var calls = new StoreCalls(
            RequestPipeline.Build(_options, time),
            new Patience(_options, client.Config, time),
            line ?? new RequestLine(_options.Concurrency, _options.MaxConcurrentRequests, time),
            logger ?? NullLogger<IncompleteUploads>.Instance,
            StoreEndpoint.AddressOf(client.Config));
        _rule = new AbortRuleWriter(new LifecycleGateway(client), calls);
        var gateway = new MultipartGateway(client, _options.Store);
        _pages = new UploadPages(gateway, calls, time);
        _size = new UploadSize(new PartListing(gateway, calls), calls.Logger);
        _abort = new UploadAbort(
            new UploadRemoval(gateway, calls), gateway, calls, new Deadline(_options.AbortTimeout, time), _options.LogKeys);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IncompleteUpload> ListAsync(IncompleteUploadQuery query, CancellationToken cancellationToken = default)
    {
        IncompleteArguments.Check(query);
        IAsyncEnumerable<IncompleteUpload> uploads = FindAsync(query, cancellationToken);
        return query.IncludeSize
            ? PresentAsync(
                uploads.SelectAheadAsync(
                    _options.Concurrency.Initial, (upload, token) => _size.MeasureAsync(upload, query, token), cancellationToken),
                cancellationToken)
            : uploads;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AbortResult> AbortAsync(
        IncompleteUploadQuery query, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        IncompleteArguments.CheckForAbort(query);
        return ListAsync(query, cancellationToken).SelectAheadAsync(
            _options.Concurrency.Initial,
            (upload, token) => upload.IsOutOfReach
                ? Task.FromResult(new AbortResult { Upload = upload, Outcome = AbortOutcome.OutOfReach })
                : dryRun
                ? Task.FromResult(new AbortResult { Upload = upload, Outcome = AbortOutcome.WouldBeAborted })
                : _abort.RunAsync(upload, query, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<AbortRule> EnsureAbortRuleAsync(
        string bucketName,
        int days,
        string? prefix = null,
        string? expectedBucketOwner = null,
        CancellationToken cancellationToken = default)
    {
        IncompleteArguments.CheckRule(bucketName, days, prefix);
        var target = new AbortRuleTarget(bucketName, prefix ?? "", days, expectedBucketOwner);
        try
        {
            return await _rule.EnsureAsync(target, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not LifecycleNotSupportedException && !cancellationToken.IsCancellationRequested)
        {
            throw new CleanupException(
                $"The lifecycle rule of bucket '{bucketName}' could not be ensured: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    /// <summary>The uploads asked for. The prefix is looked at here, too: a store that ignores it must not cost data.</summary>
    private async IAsyncEnumerable<IncompleteUpload> FindAsync(
        IncompleteUploadQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (IncompleteUpload upload in _pages.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            bool isOldEnough = query.OlderThan is not { } age || upload.Age >= age;
            bool isAskedFor = isOldEnough && upload.Key.StartsWith(query.Prefix ?? "", StringComparison.Ordinal);
            if (isAskedFor && query.Filter?.Invoke(upload) != false)
            {
                yield return upload;
            }
        }
    }

    private static async IAsyncEnumerable<IncompleteUpload> PresentAsync(
        IAsyncEnumerable<IncompleteUpload?> uploads, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (IncompleteUpload? upload in uploads.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (upload is not null)
            {
                yield return upload;
            }
        }
    }
}
