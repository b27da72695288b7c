using Amazon.S3;
using S3MultipartUpload.Testing.Fakes;

namespace S3MultipartUpload.Testing;

/// <summary>
/// An uploader for unit tests: the real <see cref="MultipartUploader"/> over a store in memory, without a web server or a port. So it has
/// the real rules, manifests, progress, sessions and exceptions; and it remembers what it was asked for, and fails when it is told to.
/// Every bucket exists. Safe for use by several threads.
/// </summary>
public sealed class FakeMultipartUploader : IUploaderDecorator, IDisposable
{
    private readonly object _gate = new();
    private readonly List<UploaderCall> _calls = [];
    private readonly FailureSchedule _failures = new();
    private readonly InMemoryStore _store;
    private readonly MultipartUploader _uploader;

    /// <summary>Makes an uploader with an empty store of its own.</summary>
    /// <param name="options">The options. Default: all defaults.</param>
    /// <param name="timeProvider">The clock of the uploader and of the store. Default: the system's.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options contradict themselves or a limit.</exception>
    public FakeMultipartUploader(S3MultipartUploadOptions? options = null, TimeProvider? timeProvider = null)
    {
        _store = new InMemoryStore(timeProvider ?? TimeProvider.System);
        _uploader = new MultipartUploader(_store.Client, options, logger: null, timeProvider);
    }

    /// <summary>
    /// The store as a client of the AWS SDK: to put there what a test begins with, and for code that takes an <see cref="IAmazonS3"/> too.
    /// </summary>
    public IAmazonS3 Client => _store.Client;

    /// <summary>
    /// What shall go wrong in the store beneath, request by request, so that the uploader retries, aborts or gives up by itself.
    /// </summary>
    public FaultSchedule Faults => _store.Faults;

    /// <summary>Every request to the store that has ended, answered or cut, in the order in which they ended.</summary>
    public IReadOnlyList<S3RequestRecord> Requests => _store.Requests;

    /// <summary>What is stored, by bucket and key, copied at the moment when it is asked.</summary>
    public IReadOnlyList<FakeObject> Objects => _store.Objects;

    /// <summary>What the uploader was asked for, in order; calls that fail are among them.</summary>
    public IReadOnlyList<UploaderCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <inheritdoc/>
    IMultipartUploader IUploaderDecorator.Inner => _uploader;

    /// <summary>The object under a key.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <returns>The object as it is now; null where there is none.</returns>
    public FakeObject? Find(string bucketName, string key)
    {
        ArgumentNullException.ThrowIfNull(bucketName);
        ArgumentNullException.ThrowIfNull(key);
        return _store.Find(bucketName, key);
    }

    /// <summary>Lets calls fail. Where a call meets several failures, it is the one that was added first.</summary>
    /// <param name="failure">How.</param>
    /// <param name="when">Which calls. Default: all.</param>
    /// <param name="times">How many of them. Default: all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="times"/> is less than 1.</exception>
    public void Fail(UploaderFailure failure, Func<UploaderCall, bool>? when = null, int? times = null) =>
        _failures.Add(failure, when, times);

    /// <summary>Lets the next call fail that no earlier failure meets.</summary>
    /// <param name="failure">How.</param>
    public void FailNext(UploaderFailure failure) => _failures.Add(failure, when: null, times: 1);

    /// <summary>Lets the next call fail that no earlier failure meets.</summary>
    /// <param name="exception">What it throws.</param>
    public void FailNext(Exception exception) => FailNext(UploaderFailure.Of(exception));

    /// <summary>Forgets all failures of calls that were to come; <see cref="Faults"/> has its own.</summary>
    public void ClearFailures() => _failures.Clear();

    /// <inheritdoc/>
    public Task<UploadManifest> UploadAsync(UploadRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(
            new(nameof(UploadAsync), request), request.Source, () => _uploader.UploadAsync(request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<UploadManifest> ResumeAsync(UploadRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(
            new(nameof(ResumeAsync), request), request.Source, () => _uploader.ResumeAsync(request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<UploadManifest> CopyAsync(CopyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(new(nameof(CopyAsync), request), null, () => _uploader.CopyAsync(request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<UploadManifest> AbortAsync(
        UploadTarget target, ICheckpointStore? checkpointStore = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return RunAsync(
            new(nameof(AbortAsync), target),
            null,
            () => _uploader.AbortAsync(target, checkpointStore, cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IMultipartSession> StartAsync(UploadTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return RunAsync(new(nameof(StartAsync), target), null, () => _uploader.StartAsync(target, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public IMultipartSession OpenSession(string json, ServerSideEncryption? encryption = null)
    {
        IMultipartSession session = _uploader.OpenSession(json, encryption);
        var call = new UploaderCall(nameof(OpenSession), session.BucketName, session.Key);
        return Take(call) is { } failure ? throw failure.For(call, manifest: null, CancellationToken.None) : session;
    }

    /// <inheritdoc/>
    public Task<VerificationReport> VerifyAsync(
        UploadManifest manifest, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return RunAsync(
            new(nameof(VerifyAsync), manifest.BucketName, manifest.Key),
            null,
            () => _uploader.VerifyAsync(manifest, options, cancellationToken),
            cancellationToken);
    }

    /// <summary>Lets go of the client; what is stored is gone with the uploader.</summary>
    public void Dispose() => _store.Dispose();

    /// <summary>Remembers a call, and tells how it is to fail.</summary>
    private UploaderFailure? Take(UploaderCall call)
    {
        lock (_gate)
        {
            _calls.Add(call);
        }

        return _failures.Draw(call);
    }

    private async Task<TResult> RunAsync<TResult>(
        UploaderCall call, IPartSource? source, Func<Task<TResult>> run, CancellationToken cancellationToken)
    {
        if (Take(call) is not { } failure)
        {
            return await run().ConfigureAwait(false);
        }

        UploadManifest? manifest = failure.StoresAllTheSame ? await run().ConfigureAwait(false) as UploadManifest : null;
        if (manifest is null && source is IAsyncDisposable owned)
        {
            // Who gave it away does not get it back, whatever the outcome.
            await owned.DisposeAsync().ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw failure.For(call, manifest, cancellationToken);
    }
}
