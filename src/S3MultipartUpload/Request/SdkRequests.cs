using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload;

/// <summary>Writes an upload's description of its object into the two SDK requests that create objects.</summary>
internal static class SdkRequests
{
    public static InitiateMultipartUploadRequest ToInitiateRequest(this ObjectSettings request, string token)
    {
        var target = new InitiateMultipartUploadRequest
        {
            BucketName = request.BucketName,
            Key = request.Key,
            ContentType = request.ContentType,
            StorageClass = request.StorageClass,
            CannedACL = request.CannedAcl,
            ExpectedBucketOwner = request.ExpectedBucketOwner,
            TagSet = TagsOf(request),
        };
        if (request.Encryption is { } encryption)
        {
            target.ServerSideEncryptionMethod = encryption.Method;
            target.ServerSideEncryptionKeyManagementServiceKeyId = encryption.KmsKeyId;
            target.ServerSideEncryptionKeyManagementServiceEncryptionContext = encryption.KmsContext;
            target.BucketKeyEnabled = encryption.BucketKeyEnabled;
            target.ServerSideEncryptionCustomerMethod = CustomerMethodOf(encryption);
            target.ServerSideEncryptionCustomerProvidedKey = encryption.CustomerKey;
            target.ServerSideEncryptionCustomerProvidedKeyMD5 = encryption.CustomerKeyMD5;
        }

        WriteHeaders(request, target.Headers);
        WriteMetadata(request, token, target.Metadata);
        return target;
    }

    public static PutObjectRequest ToPutRequest(this ObjectSettings request, string token)
    {
        var target = new PutObjectRequest
        {
            BucketName = request.BucketName,
            Key = request.Key,
            ContentType = request.ContentType,
            StorageClass = request.StorageClass,
            CannedACL = request.CannedAcl,
            ExpectedBucketOwner = request.ExpectedBucketOwner,
            TagSet = TagsOf(request),
            IfNoneMatch = request.IfNoneMatch ? "*" : null,
            IfMatch = request.IfMatch,
        };
        if (request.Encryption is { } encryption)
        {
            target.ServerSideEncryptionMethod = encryption.Method;
            target.ServerSideEncryptionKeyManagementServiceKeyId = encryption.KmsKeyId;
            target.ServerSideEncryptionKeyManagementServiceEncryptionContext = encryption.KmsContext;
            target.BucketKeyEnabled = encryption.BucketKeyEnabled;
            target.ServerSideEncryptionCustomerMethod = CustomerMethodOf(encryption);
            target.ServerSideEncryptionCustomerProvidedKey = encryption.CustomerKey;
            target.ServerSideEncryptionCustomerProvidedKeyMD5 = encryption.CustomerKeyMD5;
        }

        WriteHeaders(request, target.Headers);
        WriteMetadata(request, token, target.Metadata);
        return target;
    }

    public static ServerSideEncryptionCustomerMethod? CustomerMethodOf(ServerSideEncryption? encryption) =>
        encryption?.CustomerKey is null ? null : ServerSideEncryptionCustomerMethod.AES256;

    private static void WriteHeaders(ObjectSettings request, HeadersCollection headers)
    {
        (string Name, string? Value)[] values =
        [
            ("Content-Encoding", request.ContentEncoding),
            ("Content-Disposition", request.ContentDisposition),
            ("Content-Language", request.ContentLanguage),
            ("Cache-Control", request.CacheControl),
            ("Expires", request.Expires?.ToString("R", CultureInfo.InvariantCulture)),
        ];
        foreach ((string name, string? value) in values)
        {
            if (value is not null)
            {
                headers[name] = value;
            }
        }
    }

    private static void WriteMetadata(ObjectSettings request, string token, MetadataCollection metadata)
    {
        metadata[UploadToken.MetadataName] = token;
        foreach ((string name, string value) in request.Metadata)
        {
            metadata[name] = value;
        }
    }

    private static List<Tag>? TagsOf(ObjectSettings request) =>
        request.Tags.Count == 0 ? null : [.. request.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];
}
