using System.Globalization;

namespace S3MultipartUpload.Testing.Protocol;

/// <summary>S3's errors with the statuses and texts of the "Error responses" page of its API reference.</summary>
internal static class S3Errors
{
    public static S3ErrorException NoSuchBucket(string bucket) =>
        new(404, "NoSuchBucket", "The specified bucket does not exist") { Details = [("BucketName", bucket)] };

    public static S3ErrorException NoSuchKey(string key) =>
        new(404, "NoSuchKey", "The specified key does not exist.") { Details = [("Key", key)] };

    public static S3ErrorException NoSuchVersion(string key, string versionId) =>
        new(404, "NoSuchVersion", "The specified version does not exist.") { Details = [("Key", key), ("VersionId", versionId)] };

    /// <summary>A delete marker hides its object; naming the marker's own version is not allowed.</summary>
    public static S3ErrorException DeleteMarker(string key, string method, bool named)
    {
        S3ErrorException error = named ? MethodNotAllowed(method) : NoSuchKey(key);
        return new(error.Status, error.Code, error.Message) { Details = error.Details, Header = ("x-amz-delete-marker", "true") };
    }

    public static S3ErrorException NoSuchUpload(string uploadId) =>
        new(404, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been " +
            "aborted or completed.")
        {
            Details = [("UploadId", uploadId)],
        };

    public static S3ErrorException BucketAlreadyOwnedByYou(string bucket) =>
        new(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
        {
            Details = [("BucketName", bucket)],
        };

    public static S3ErrorException BucketNotEmpty(string bucket) =>
        new(409, "BucketNotEmpty", "The bucket you tried to delete is not empty") { Details = [("BucketName", bucket)] };

    public static S3ErrorException InvalidBucketName(string bucket) =>
        new(400, "InvalidBucketName", "The specified bucket is not valid.") { Details = [("BucketName", bucket)] };

    public static S3ErrorException InvalidArgument(string message, string name, string? value) =>
        new(400, "InvalidArgument", message) { Details = [("ArgumentName", name), ("ArgumentValue", value ?? "")] };

    /// <summary>A form lacks a field.</summary>
    public static S3ErrorException MissingField(string name) => InvalidArgument(
        $"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields.", name, "");

    public static S3ErrorException InvalidRequest(string message) => new(400, "InvalidRequest", message);

    public static S3ErrorException MalformedXml() =>
        new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    public static S3ErrorException KeyTooLong(int size) =>
        new(400, "KeyTooLongError", "Your key is too long")
        {
            Details = [("Size", Text(size)), ("MaxSizeAllowed", Text(S3Limits.MaximumKeyBytes))],
        };

    public static S3ErrorException MetadataTooLarge(int size) =>
        new(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
        {
            Details = [("Size", Text(size)), ("MaxSizeAllowed", Text(S3Limits.MaximumMetadataBytes))],
        };

    public static S3ErrorException EntityTooLarge(long size, long maximum) =>
        new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        {
            Details = [("ProposedSize", Text(size)), ("MaxSizeAllowed", Text(maximum))],
        };

    public static S3ErrorException EntityTooSmall(int number, string eTag, long size, long minimum) =>
        new(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
        {
            Details = [("ProposedSize", Text(size)), ("MinSizeAllowed", Text(minimum)), ("PartNumber", Text(number)), ("ETag", eTag)],
        };

    /// <summary>An object, rather than a part.</summary>
    public static S3ErrorException EntityTooSmall(long size, long minimum) =>
        new(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
        {
            Details = [("ProposedSize", Text(size)), ("MinSizeAllowed", Text(minimum))],
        };

    public static S3ErrorException InvalidPart(string uploadId, int number, string eTag) =>
        new(400, "InvalidPart", "One or more of the specified parts could not be found.  The part may not have been uploaded, or " +
            "the specified entity tag may not match the part's entity tag.")
        {
            Details = [("UploadId", uploadId), ("PartNumber", Text(number)), ("ETag", eTag)],
        };

    public static S3ErrorException InvalidPartOrder(string uploadId) =>
        new(400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.")
        {
            Details = [("UploadId", uploadId)],
        };

    public static S3ErrorException BadDigest(string expected, string calculated) =>
        new(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
        {
            Details = [("ExpectedDigest", expected), ("CalculatedDigest", calculated)],
        };

    public static S3ErrorException ChecksumMismatch(string algorithm) =>
        new(400, "BadDigest", $"The {algorithm} you specified did not match the calculated checksum.");

    public static S3ErrorException UnknownChecksumAlgorithm() =>
        InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, " +
            "CRC64NVME, SHA1, SHA256]");

    public static S3ErrorException InvalidDigest(string value) =>
        new(400, "InvalidDigest", "The Content-MD5 you specified was invalid.") { Details = [("Content-MD5", value)] };

    public static S3ErrorException IncompleteBody() =>
        new(400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header");

    public static S3ErrorException InvalidChunkSize(int chunk, long size) =>
        new(403, "InvalidChunkSizeError", "Only the last chunk is allowed to have a size less than 8192 bytes")
        {
            Details = [("Chunk", Text(chunk)), ("BadChunkSize", Text(size))],
        };

    public static S3ErrorException MalformedTrailer() =>
        new(400, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our " +
            "published schema.");

    public static S3ErrorException InvalidUri(string path) =>
        new(400, "InvalidURI", "Couldn't parse the specified URI.") { Details = [("URI", path)] };

    public static S3ErrorException MissingContentLength() =>
        new(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static S3ErrorException InvalidRange(long size, string range) =>
        new(416, "InvalidRange", "The requested range is not satisfiable")
        {
            Details = [("RangeRequested", range), ("ActualObjectSize", Text(size))],
            Header = ("Content-Range", $"bytes */{Text(size)}"),
        };

    public static S3ErrorException PreconditionFailed(string condition) =>
        new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        {
            Details = [("Condition", condition)],
        };

    public static S3ErrorException InvalidObjectState(string message, string storageClass) =>
        new(403, "InvalidObjectState", message) { Details = [("StorageClass", storageClass)] };

    public static S3ErrorException AccessDenied(string message = "Access Denied") => new(403, "AccessDenied", message);

    public static S3ErrorException ObjectLocked() => AccessDenied("Access Denied because object protected by object lock.");

    public static S3ErrorException InvalidAccessKeyId(string accessKey) =>
        new(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
        {
            Details = [("AWSAccessKeyId", accessKey)],
        };

    public static S3ErrorException RequestTimeTooSkewed(string timestamp, DateTimeOffset now) =>
        new(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
        {
            Details =
            [
                ("RequestTime", timestamp),
                ("ServerTime", now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
                ("MaxAllowedSkewMilliseconds", "900000"),
            ],
        };

    public static S3ErrorException SignatureDoesNotMatch(
        string accessKey, string signature, string stringToSign, string? canonicalRequest) =>
        new(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check " +
            "your key and signing method.")
        {
            Details =
            [
                ("AWSAccessKeyId", accessKey), ("StringToSign", stringToSign), ("SignatureProvided", signature),
                .. canonicalRequest is null ? Array.Empty<(string, string)>() : [("CanonicalRequest", canonicalRequest)],
            ],
        };

    public static S3ErrorException ContentSha256Mismatch(string expected, string calculated) =>
        new(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.")
        {
            Details = [("ClientComputedContentSHA256", expected), ("S3ComputedContentSHA256", calculated)],
        };

    public static S3ErrorException MethodNotAllowed(string method) =>
        new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.") { Details = [("Method", method)] };

    /// <param name="header">What is not implemented.</param>
    /// <param name="reason">What S3 adds where only the header's value is at fault.</param>
    public static S3ErrorException NotImplemented(string header, string? reason = null) =>
        new(501, "NotImplemented", $"A header you provided implies functionality that is not implemented: {header}")
        {
            Details = [("Header", header), .. reason is null ? Array.Empty<(string, string)>() : [("additionalMessage", reason)]],
        };

    public static S3ErrorException SlowDown() => new(503, "SlowDown", "Please reduce your request rate.");

    public static S3ErrorException Internal(string message) => new(500, "InternalError", message);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
