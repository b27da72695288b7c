using Amazon.Runtime;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Profiles;

namespace S3MultipartUpload.Store;

/// <summary>What holds for requests that carry bytes, and for the answers to them.</summary>
/// <param name="profile">What the store can do.</param>
/// <param name="config">How it is reached.</param>
/// <param name="unsignedOverHttp">Whether payloads are left unsigned there, too.</param>
internal sealed class PayloadRules(ProviderProfile profile, IClientConfig? config, bool unsignedOverHttp = false)
{
    private readonly bool _mayLeaveUnsigned = profile.UnsignedPayload && StoreEndpoint.IsHttps(config);
    private readonly bool _leavesUnhashed = unsignedOverHttp && !StoreEndpoint.IsHttps(config);

    /// <summary>
    /// Whether the ETags that the store gives to this object's parts are the MD5s of their bytes. With keys of KMS or the customer's
    /// they are not.
    /// </summary>
    public static bool ProvesBytesByETag(ProviderProfile profile, ObjectSettings target) =>
        profile.PartETagIsMD5 && target.Encryption is null or { CustomerKey: null, Method.Value: "AES256" };

    /// <summary>Whether a payload with this checksum, if it has one, may go without being hashed for the signature.</summary>
    public bool MayLeaveUnsigned(string? checksum) => _mayLeaveUnsigned && checksum is not null;

    /// <summary>The bytes of a request in the form in which the client signs them, or does not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="checksum">The one that goes with them; without one, they are signed in any case.</param>
    public Stream BodyOf(AmazonWebServiceRequest request, Stream body, string? checksum) =>
        _leavesUnhashed && checksum is not null ? UnhashedBody.Of(body, request) : body;

    /// <param name="operation">The operation.</param>
    /// <param name="target">The object.</param>
    /// <param name="sent">The checksums of the bytes.</param>
    /// <param name="declared">The one that went with the request; null where none did.</param>
    /// <param name="eTag">The ETag in the answer.</param>
    /// <param name="answered">The checksum in the answer.</param>
    /// <exception cref="UnusableAnswerException">The answer does not confirm the bytes.</exception>
    public void Check(string operation, ObjectSettings target, PartChecksum sent, string? declared, string? eTag, string? answered)
    {
        UnusableAnswerException.Require(eTag, operation, "ETag");
        if (declared is not null && answered != declared && (profile.ConfirmsChecksums || answered is not null))
        {
            throw new UnusableAnswerException(
                $"The store's answer to {operation} has {(answered is null ? "no checksum" : "another checksum than the request")}.");
        }

        if (sent.MD5 is not null && ProvesBytesByETag(profile, target) && !sent.IsETag(eTag ?? ""))
        {
            throw new UnusableAnswerException($"The store's answer to {operation} has an ETag that is not the MD5 of the bytes.");
        }
    }
}
