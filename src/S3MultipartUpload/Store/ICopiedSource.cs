using S3MultipartUpload.Sources;

namespace S3MultipartUpload.Store;

/// <summary>A source that lies at the store.</summary>
internal interface ICopiedSource : ISegmentedSource
{
    /// <summary>The checksum of all its bytes; null where it is not known.</summary>
    ObjectChecksum? Checksum { get; }

    /// <summary>The bytes of a part, where the store can copy them; null where they have to be fetched.</summary>
    CopiedRange? Find(PartRange part);

    /// <summary>Looks at the objects again, where the store does not do so at every copy.</summary>
    /// <exception cref="SourceChangedException">One of them is not what it was when the copy began.</exception>
    Task RequireUnchangedAsync(CancellationToken cancellationToken);
}
