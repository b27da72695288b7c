using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Store;

/// <summary>
/// Writes the settings of an object into the SDK's requests: whole into the two that create objects, and the customer's own key into
/// all that ask for it.
/// </summary>
internal static class SdkRequests
{
    public static InitiateMultipartUploadRequest ToInitiateRequest(this ObjectSettings settings, string? token)
    {
        var call = new InitiateMultipartUploadRequest
        {
            BucketName = settings.BucketName,
            Key = settings.Key,
            ContentType = settings.ContentTypeInForce,
            StorageClass = settings.StorageClass,
            CannedACL = settings.CannedAcl,
            ExpectedBucketOwner = settings.ExpectedBucketOwner,
            RequestPayer = settings.RequestPayer,
            ObjectLockMode = settings.ObjectLockMode,
            ObjectLockRetainUntilDate = settings.ObjectLockRetainUntil?.UtcDateTime,
            ObjectLockLegalHoldStatus = settings.ObjectLockLegalHold,
            TagSet = TagsOf(settings),
        };
        (call.ServerSideEncryptionMethod,
            call.ServerSideEncryptionKeyManagementServiceKeyId,
            call.ServerSideEncryptionKeyManagementServiceEncryptionContext,
            call.BucketKeyEnabled) = KmsOf(settings.Encryption);
        (call.ServerSideEncryptionCustomerMethod,
            call.ServerSideEncryptionCustomerProvidedKey,
            call.ServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(settings.Encryption);
        WriteHeaders(settings, call.Headers);
        WriteMetadata(settings, token, call.Metadata);
        return call;
    }

    public static PutObjectRequest ToPutRequest(this ObjectSettings settings, string? token)
    {
        var call = new PutObjectRequest
        {
            BucketName = settings.BucketName,
            Key = settings.Key,
            ContentType = settings.ContentTypeInForce,
            StorageClass = settings.StorageClass,
            CannedACL = settings.CannedAcl,
            ExpectedBucketOwner = settings.ExpectedBucketOwner,
            RequestPayer = settings.RequestPayer,
            ObjectLockMode = settings.ObjectLockMode,
            ObjectLockRetainUntilDate = settings.ObjectLockRetainUntil?.UtcDateTime,
            ObjectLockLegalHoldStatus = settings.ObjectLockLegalHold,
            TagSet = TagsOf(settings),
            IfNoneMatch = settings.IfNoneMatch ? "*" : null,
            IfMatch = settings.IfMatch,
        };
        (call.ServerSideEncryptionMethod,
            call.ServerSideEncryptionKeyManagementServiceKeyId,
            call.ServerSideEncryptionKeyManagementServiceEncryptionContext,
            call.BucketKeyEnabled) = KmsOf(settings.Encryption);
        (call.ServerSideEncryptionCustomerMethod,
            call.ServerSideEncryptionCustomerProvidedKey,
            call.ServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(settings.Encryption);
        WriteHeaders(settings, call.Headers);
        WriteMetadata(settings, token, call.Metadata);
        return call;
    }

    /// <summary>Nothing of the source's description is kept by this: what is to be kept, the settings have.</summary>
    public static CopyObjectRequest ToCopyRequest(this ObjectSettings settings, string? token)
    {
        var call = new CopyObjectRequest
        {
            DestinationBucket = settings.BucketName,
            DestinationKey = settings.Key,
            MetadataDirective = S3MetadataDirective.REPLACE,
            TaggingDirective = TaggingDirective.REPLACE,
            ContentType = settings.ContentTypeInForce,
            StorageClass = settings.StorageClass,
            CannedACL = settings.CannedAcl,
            ExpectedBucketOwner = settings.ExpectedBucketOwner,
            RequestPayer = settings.RequestPayer,
            ObjectLockMode = settings.ObjectLockMode,
            ObjectLockRetainUntilDate = settings.ObjectLockRetainUntil?.UtcDateTime,
            ObjectLockLegalHoldStatus = settings.ObjectLockLegalHold,
            TagSet = TagsOf(settings),
        };
        (call.ServerSideEncryptionMethod,
            call.ServerSideEncryptionKeyManagementServiceKeyId,
            call.ServerSideEncryptionKeyManagementServiceEncryptionContext,
            call.BucketKeyEnabled) = KmsOf(settings.Encryption);
        WriteHeaders(settings, call.Headers);
        WriteMetadata(settings, token, call.Metadata);
        return call;
    }

    public static void SetCustomerKeys(this CopyPartRequest call, ServerSideEncryption? encryption, ServerSideEncryption? source)
    {
        (call.ServerSideEncryptionCustomerMethod,
            call.ServerSideEncryptionCustomerProvidedKey,
            call.ServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(encryption);
        (call.CopySourceServerSideEncryptionCustomerMethod,
            call.CopySourceServerSideEncryptionCustomerProvidedKey,
            call.CopySourceServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(source);
    }

    public static void SetCustomerKeys(this CopyObjectRequest call, ServerSideEncryption? encryption, ServerSideEncryption? source)
    {
        (call.ServerSideEncryptionCustomerMethod,
            call.ServerSideEncryptionCustomerProvidedKey,
            call.ServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(encryption);
        (call.CopySourceServerSideEncryptionCustomerMethod,
            call.CopySourceServerSideEncryptionCustomerProvidedKey,
            call.CopySourceServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(source);
    }

    public static void SetCustomerKey(this UploadPartRequest call, ServerSideEncryption? encryption) =>
        (call.ServerSideEncryptionCustomerMethod,
            call.ServerSideEncryptionCustomerProvidedKey,
            call.ServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(encryption);

    public static void SetCustomerKey(this CompleteMultipartUploadRequest call, ServerSideEncryption? encryption) =>
        (call.SSECustomerAlgorithm, call.SSECustomerKey, call.SSECustomerKeyMD5) = CustomerKeyOf(encryption);

    public static void SetCustomerKey(this ListPartsRequest call, ServerSideEncryption? encryption) =>
        (call.SSECustomerAlgorithm, call.SSECustomerKey, call.SSECustomerKeyMD5) = CustomerKeyOf(encryption);

    public static void SetCustomerKey(this GetObjectMetadataRequest call, ServerSideEncryption? encryption) =>
        (call.ServerSideEncryptionCustomerMethod,
            call.ServerSideEncryptionCustomerProvidedKey,
            call.ServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(encryption);

    public static void SetCustomerKey(this GetObjectRequest call, ServerSideEncryption? encryption) =>
        (call.ServerSideEncryptionCustomerMethod,
            call.ServerSideEncryptionCustomerProvidedKey,
            call.ServerSideEncryptionCustomerProvidedKeyMD5) = CustomerKeyOf(encryption);

    private static (ServerSideEncryptionCustomerMethod? Method, string? Key, string? MD5) CustomerKeyOf(ServerSideEncryption? encryption) =>
        encryption is { CustomerKey: { } key, CustomerKeyMD5: var md5 }
            ? (ServerSideEncryptionCustomerMethod.AES256, key, md5)
            : (null, null, null);

    private static (ServerSideEncryptionMethod? Method, string? KeyId, string? Context, bool? BucketKey) KmsOf(
        ServerSideEncryption? encryption) =>
        (encryption?.Method, encryption?.KmsKeyId, encryption?.KmsContext, encryption?.BucketKeyEnabled);

    private static void WriteHeaders(ObjectSettings settings, HeadersCollection headers)
    {
        (string Name, string? Value)[] values =
        [
            ("Content-Encoding", settings.ContentEncoding),
            ("Content-Disposition", settings.ContentDisposition),
            ("Content-Language", settings.ContentLanguage),
            ("Cache-Control", settings.CacheControl),
            ("Expires", settings.Expires?.ToString("R", CultureInfo.InvariantCulture)),
        ];
        foreach ((string name, string? value) in values)
        {
            if (value is not null)
            {
                headers[name] = value;
            }
        }
    }

    private static void WriteMetadata(ObjectSettings settings, string? token, MetadataCollection metadata)
    {
        if (token is not null)
        {
            metadata[UploadToken.MetadataName] = token;
        }

        foreach ((string name, string value) in settings.Metadata)
        {
            metadata[name] = value;
        }
    }

    private static List<Tag>? TagsOf(ObjectSettings settings) =>
        settings.Tags.Count == 0 ? null : [.. settings.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];
}
