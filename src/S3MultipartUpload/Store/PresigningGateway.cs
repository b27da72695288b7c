using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Store;

/// <summary>The one place that has <see cref="IAmazonS3"/> sign what others send.</summary>
internal sealed class PresigningGateway(IAmazonS3 client)
{
    /// <returns>The URL, and the headers that are signed with it.</returns>
    public async Task<(Uri Url, IReadOnlyDictionary<string, string> Headers)> SignPartAsync(
        OpenUpload upload, int partNumber, long length, string? checksum, DateTimeOffset expires)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        if (checksum is not null && HeaderOf(upload) is { } name)
        {
            headers.Add(name, checksum);
        }

        if (upload.Target.ExpectedBucketOwner is { } owner)
        {
            headers.Add("x-amz-expected-bucket-owner", owner);
        }

        var call = new GetPreSignedUrlRequest
        {
            BucketName = upload.Target.BucketName,
            Key = upload.Target.Key,
            UploadId = upload.UploadId,
            PartNumber = partNumber,
            Verb = HttpVerb.PUT,
            Expires = expires.UtcDateTime,
            Protocol = UsesHttp(upload) ? Protocol.HTTP : Protocol.HTTPS,
            RequestPayer = upload.Target.RequestPayer,
        };
        call.Headers.ContentLength = length;
        foreach ((string header, string value) in headers)
        {
            call.Headers[header] = value;
        }

        string url = UnusableAnswerException.Require(
            await client.GetPreSignedURLAsync(call).ConfigureAwait(false), "GetPreSignedURL", "URL");
        return url.Contains("AWSAccessKeyId=", StringComparison.Ordinal)
            ? throw new UnusableAnswerException(
                "The client signs with Signature Version 2, by which a part may have any length. It does so for more than 7 days by the " +
                "store's clock: set this machine's clock, or ask for a shorter lifetime.")
            : (new Uri(url), headers);
    }

    private static string? HeaderOf(OpenUpload upload) => upload.Record.ChecksumAlgorithm switch
    {
        PartChecksumAlgorithm.MD5 => "Content-MD5",
        var algorithm when upload.Record.KeepsPartChecksums && algorithm.S3Name() is { } name =>
            $"x-amz-checksum-{name.ToLower(CultureInfo.InvariantCulture)}",
        _ => null,
    };

    /// <summary>The SDK signs for https, whatever the address of its client is, unless it is told.</summary>
    private bool UsesHttp(OpenUpload upload)
    {
        string? address = client.DetermineServiceOperationEndpoint(new UploadPartRequest { BucketName = upload.Target.BucketName })?.URL
            ?? client.Config?.ServiceURL;
        return address?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ?? client.Config?.UseHttp ?? false;
    }
}
