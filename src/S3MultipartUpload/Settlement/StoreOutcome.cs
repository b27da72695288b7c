using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Settlement;

/// <summary>How the attempt to store an object has ended, as far as the answers of the store tell.</summary>
internal abstract record StoreOutcome
{
    private StoreOutcome()
    {
    }

    /// <summary>What went wrong; null where the object is stored.</summary>
    public Exception? Error => this switch
    {
        Damaged damaged => damaged.Cause,
        NotStored failed => failed.Cause,
        Unclear unclear => unclear.Cause,
        _ => null,
    };

    /// <summary>The store says that it has stored the object.</summary>
    public static StoreOutcome Of(StoredObject stored, IReadOnlyList<UploadedPart> parts) =>
        stored.IsDamaged ? new Damaged(UploadFailure.DamagedObject()) : new Stored(stored, parts);

    /// <summary>A later step has failed, too: what may be stored because of this outcome, may be so still.</summary>
    public StoreOutcome FailedWith(Exception cause) => this is Unclear unclear ? unclear with { Cause = cause } : new NotStored(cause);

    /// <summary>The object is stored, as it was sent.</summary>
    public sealed record Stored(StoredObject Object, IReadOnlyList<UploadedPart> Parts) : StoreOutcome;

    /// <summary>The object is stored, and is not what was sent.</summary>
    public sealed record Damaged(Exception Cause) : StoreOutcome;

    /// <summary>No request to store the object can have succeeded.</summary>
    public sealed record NotStored(Exception Cause) : StoreOutcome;

    /// <summary>The store may have carried out the request, though no answer says so. The proof tells the object, if it is there.</summary>
    public sealed record Unclear(Exception Cause, ObjectProof Proof, IReadOnlyList<UploadedPart> Parts) : StoreOutcome
    {
        /// <summary>Whether every attempt was refused, so that only an attempt of the SDK's own can have stored the object.</summary>
        public bool IsRefused { get; init; }
    }
}
