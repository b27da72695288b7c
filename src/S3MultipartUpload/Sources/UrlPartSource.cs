namespace S3MultipartUpload.Sources;

/// <summary>Reads one version of what a URL names, by a request for each part.</summary>
internal sealed class UrlPartSource(UrlResource resource, UrlVersion version) : IPartSource
{
    public long? Length => version.Length;

    public bool IsRandomAccess => true;

    public string? Fingerprint => version.Validator;

    public string? Identity { get; } = resource.IdentityOf(version);

    /// <summary>
    /// The request is made at once: what it shows, such as a change, is the failure then. The SDK would wrap it in one of the network,
    /// which is worth another attempt.
    /// </summary>
    public async ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
    {
        var part = new UrlPartStream(resource, version, range, cancellationToken);
        await part.OpenAsync(cancellationToken).ConfigureAwait(false);
        return part;
    }
}
