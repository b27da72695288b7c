using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.AspNetCore.Bucket;

/// <summary>Signs the form that sends a small file as a whole: one object, of exactly the size that was announced.</summary>
/// <remarks>Source: Amazon S3 API Reference, "POST Object" and "Creating an HTML form (using AWS Signature Version 4)".</remarks>
internal sealed class PostForm(IAmazonS3 client, TimeProvider time)
{
    /// <exception cref="NotSupportedException">A setting of the target is not put into a form.</exception>
    public async Task<(string Url, IReadOnlyDictionary<string, string> Fields)> SignAsync(
        UploadTarget target, long size, TimeSpan lifetime)
    {
        RequireFields(target);
        var call = new CreatePresignedPostRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            Expires = (time.GetUtcNow() + lifetime).UtcDateTime,
            Conditions = [S3PostCondition.ContentLengthRange(size, size)],
            Fields = [],
        };
        foreach ((string name, string value) in FieldsOf(target))
        {
            call.Fields[name] = value;
            call.Conditions.Add(S3PostCondition.ExactMatch(name, value));
        }

        CreatePresignedPostResponse signed = await client.CreatePresignedPostAsync(call).ConfigureAwait(false);
        return (signed.Url, signed.Fields);
    }

    private static IEnumerable<(string Name, string Value)> FieldsOf(UploadTarget target)
    {
        (string Name, string? Value)[] fields =
        [
            ("success_action_status", "201"),
            ("Content-Type", target.ContentType ?? "application/octet-stream"),
            ("Content-Disposition", target.ContentDisposition),
            ("Content-Encoding", target.ContentEncoding),
            ("Cache-Control", target.CacheControl),
            ("x-amz-storage-class", target.StorageClass?.Value),
            ("acl", target.CannedAcl?.Value),
            .. target.Metadata.Select(pair => ($"x-amz-meta-{pair.Key}", (string?)pair.Value)),
        ];
        return fields.Where(field => field.Value is not null).Select(field => (field.Name, field.Value!));
    }

    private static void RequireFields(UploadTarget target)
    {
        if (target is { Tags.Count: > 0 } or { ObjectLockMode: not null } or { ObjectLockLegalHold: not null } or { IfNoneMatch: true }
            or { IfMatch: not null } or { Encryption: not null } or { RequestPayer: not null }
            or { ExpectedBucketOwner: not null } or { ContentLanguage: not null } or { Expires: not null }
            or { FullObjectChecksum: not null })
        {
            throw new NotSupportedException(
                "The policy gave the object a setting that the library does not put into a form. Leave it out, or set " +
                $"{nameof(BrowserUploadOptions)}.{nameof(BrowserUploadOptions.AllowSingleRequests)} to false.");
        }
    }
}
