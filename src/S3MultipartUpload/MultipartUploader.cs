using Amazon.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using S3MultipartUpload.Line;
using S3MultipartUpload.Manifest;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Store;
using S3MultipartUpload.Verification;

namespace S3MultipartUpload;

/// <summary>Uploads through an <see cref="IAmazonS3"/> client. Safe for use by several threads; make one and keep it.</summary>
public sealed class MultipartUploader : IMultipartUploader
{
    private readonly UploaderWiring _wiring;

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
        (Time, Logger) = (timeProvider ?? TimeProvider.System, logger ?? NullLogger<MultipartUploader>.Instance);
        _wiring = new UploaderWiring(client, options, budget, Logger, Time);
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
    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal string? StoreName => _wiring.StoreName;

    internal S3MultipartUploadOptions Options => _wiring.Options;

    internal RequestLine Line => _wiring.Line;

    internal Deadline Deadline => _wiring.Deadline;

    internal ObjectGateway Objects => _wiring.Objects;

    internal StoreCalls Calls => _wiring.Calls;

    /// <inheritdoc/>
    public Task<UploadManifest> UploadAsync(UploadRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _wiring.Uploads.UploadAsync(request, mustResume: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<UploadManifest> ResumeAsync(UploadRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _wiring.Uploads.UploadAsync(request, mustResume: true, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<UploadManifest> CopyAsync(CopyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _wiring.Uploads.CopyAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<UploadManifest> AbortAsync(
        UploadTarget target, ICheckpointStore? checkpointStore = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _wiring.Uploads.AbortAsync(target, checkpointStore, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IMultipartSession> StartAsync(UploadTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _wiring.Sessions.StartAsync(target, cancellationToken);
    }

    /// <inheritdoc/>
    public IMultipartSession OpenSession(string json, ServerSideEncryption? encryption = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return _wiring.Sessions.Open(json, encryption);
    }

    /// <inheritdoc/>
    public Task<VerificationReport> VerifyAsync(
        UploadManifest manifest, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return ManifestValidator.Check(manifest).IsComplete
            ? new ObjectVerifier(Objects, Calls, Options, manifest, options ?? new()).ExecuteAsync(cancellationToken)
            : throw new InvalidUploadJsonException("The manifest is that of an upload that was not completed: there is no object " +
                "to compare.");
    }
}
