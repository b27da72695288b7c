using System.Globalization;
using System.Xml.Linq;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.AspNetCore.Bucket;

/// <summary>Signs the form that sends a small file as a whole: one object, of exactly the size that was announced.</summary>
/// <remarks>Source: Amazon S3 API Reference, "POST Object" and "Creating an HTML form (using AWS Signature Version 4)".</remarks>
internal sealed class PostForm(IAmazonS3 client, TimeProvider time)
{
    /// <exception cref="UploadRefusedException">A setting of the target cannot be put into a form.</exception>
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
            ("Expires", target.Expires?.ToString("R", CultureInfo.InvariantCulture)),
            ("x-amz-storage-class", target.StorageClass?.Value),
            ("acl", target.CannedAcl?.Value),
            ("tagging", target.Tags.Count > 0 ? TaggingOf(target.Tags) : null),
            .. target.Encryption?.ToHeaders().Select(pair => (pair.Key, (string?)pair.Value)) ?? [],
            .. target.Metadata.Select(pair => ($"x-amz-meta-{pair.Key}", (string?)pair.Value)),
        ];
        return fields.Where(field => field.Value is not null).Select(field => (field.Name, field.Value!));
    }

    /// <summary>In a form, tags are the XML document of PutObjectTagging.</summary>
    private static string TaggingOf(IReadOnlyDictionary<string, string> tags) => new XElement(
        "Tagging",
        new XElement("TagSet", tags.Select(tag => new XElement("Tag", new XElement("Key", tag.Key), new XElement("Value", tag.Value)))))
        .ToString(SaveOptions.DisableFormatting);

    private static void RequireFields(UploadTarget target)
    {
        (string Name, bool IsSet)[] settings =
        [
            (nameof(target.ObjectLockMode), target.ObjectLockMode is not null),
            (nameof(target.ObjectLockLegalHold), target.ObjectLockLegalHold is not null),
            (nameof(target.IfNoneMatch), target.IfNoneMatch),
            (nameof(target.IfMatch), target.IfMatch is not null),
            (nameof(target.RequestPayer), target.RequestPayer is not null),
            (nameof(target.ExpectedBucketOwner), target.ExpectedBucketOwner is not null),
            (nameof(target.ContentLanguage), target.ContentLanguage is not null),
            (nameof(target.FullObjectChecksum), target.FullObjectChecksum is not null),
            ($"{nameof(target.Encryption)} with a customer's key", target.Encryption?.HasCustomerKey == true),
        ];
        if (settings.Where(setting => setting.IsSet).Select(setting => setting.Name).ToArray() is { Length: > 0 } names)
        {
            throw new UploadRefusedException(
                $"The policy has set what a form cannot ask for: {string.Join(", ", names)}. Leave it out for small files " +
                $"({nameof(BrowserUploadContext)}.{nameof(BrowserUploadContext.Size)}), or take none by forms: " +
                $"{nameof(BrowserUploadOptions)}.{nameof(BrowserUploadOptions.AllowSingleRequests)} = false.");
        }
    }
}
