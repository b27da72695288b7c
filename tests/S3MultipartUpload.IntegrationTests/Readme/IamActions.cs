using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The actions that a policy must allow for a request.</summary>
/// <remarks>
/// Source: Amazon S3 User Guide, "Required permissions for Amazon S3 API operations"; for the keys of KMS, Amazon S3 API Reference,
/// "CreateMultipartUpload".
/// </remarks>
internal static class IamActions
{
    /// <param name="operation">The operation, as the endpoint logs it.</param>
    /// <param name="query">The query of the request.</param>
    /// <param name="headers">Its headers, by their names in lower case.</param>
    public static IEnumerable<string> Of(S3Operation operation, string query, IReadOnlyDictionary<string, string> headers)
    {
        bool isVersion = query.Contains("versionId=", StringComparison.Ordinal);
        return operation switch
        {
            S3Operation.PutObject => [.. Writing(headers), .. Keys(headers, "kms:GenerateDataKey")],
            S3Operation.CreateMultipartUpload => [.. Writing(headers), .. Keys(headers, "kms:GenerateDataKey", "kms:Decrypt")],
            S3Operation.CopyObject => [.. Writing(headers), .. Keys(headers, "kms:GenerateDataKey"), OfSource(headers)],
            S3Operation.UploadPart or S3Operation.CompleteMultipartUpload => ["s3:PutObject"],
            S3Operation.UploadPartCopy => ["s3:PutObject", OfSource(headers)],
            S3Operation.HeadObject or S3Operation.GetObject => [isVersion ? "s3:GetObjectVersion" : "s3:GetObject"],
            S3Operation.GetObjectTagging => [isVersion ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging"],
            S3Operation.ListParts => ["s3:ListMultipartUploadParts"],
            S3Operation.AbortMultipartUpload => ["s3:AbortMultipartUpload"],
            S3Operation.ListMultipartUploads => ["s3:ListBucketMultipartUploads"],
            S3Operation.ListObjectsV2 or S3Operation.HeadBucket => ["s3:ListBucket"],
            S3Operation.GetBucketLifecycleConfiguration => ["s3:GetLifecycleConfiguration"],
            S3Operation.PutBucketLifecycleConfiguration => ["s3:PutLifecycleConfiguration"],
            S3Operation.GetBucketCors => ["s3:GetBucketCORS"],
            _ => throw new InvalidOperationException($"{operation} needs an action that is not known."),
        };
    }

    private static IEnumerable<string> Writing(IReadOnlyDictionary<string, string> headers)
    {
        yield return "s3:PutObject";
        foreach ((string header, string action) in new[]
        {
            ("x-amz-tagging", "s3:PutObjectTagging"),
            ("x-amz-acl", "s3:PutObjectAcl"),
            ("x-amz-object-lock-mode", "s3:PutObjectRetention"),
            ("x-amz-object-lock-legal-hold", "s3:PutObjectLegalHold"),
        })
        {
            if (headers.TryGetValue(header, out string? value) && value.Length > 0)
            {
                yield return action;
            }
        }
    }

    private static string[] Keys(IReadOnlyDictionary<string, string> headers, params string[] actions) =>
        headers.GetValueOrDefault("x-amz-server-side-encryption")?.StartsWith("aws:kms", StringComparison.Ordinal) == true ? actions : [];

    private static string OfSource(IReadOnlyDictionary<string, string> headers) =>
        headers["x-amz-copy-source"].Contains("versionId=", StringComparison.Ordinal) ? "s3:GetObjectVersion" : "s3:GetObject";
}
