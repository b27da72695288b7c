using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Store;

/// <summary>The one place that calls <see cref="IAmazonS3"/> to see whether it could be used.</summary>
internal sealed class ProbeGateway(IAmazonS3 client)
{
    /// <summary>
    /// Sends a part of an upload that nobody has begun: the store looks whether the caller may write there, and then does not find the
    /// upload. So nothing is ever stored, whatever happens in between.
    /// </summary>
    /// <returns>Whether the store has answered so. If not, it has taken the part.</returns>
    /// <exception cref="AmazonS3Exception">It has refused the request for another reason.</exception>
    public async Task<bool> IsRefusedForItsUploadAsync(
        string bucket, string key, string uploadId, string? owner, CancellationToken cancellationToken)
    {
        byte[] bytes = [0];
#pragma warning disable CA5351 // A checksum that every store knows.
        string checksum = Convert.ToBase64String(MD5.HashData(bytes));
#pragma warning restore CA5351
        var call = new UploadPartRequest
        {
            BucketName = bucket,
            Key = key,
            UploadId = uploadId,
            PartNumber = 1,
            PartSize = bytes.Length,
            InputStream = new MemoryStream(bytes),
            MD5Digest = checksum,
            DisableDefaultChecksumValidation = true,
            UseChunkEncoding = false,
            ExpectedBucketOwner = owner,
        };
        try
        {
            await client.UploadPartAsync(call, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (AmazonS3Exception refusal) when (TransientS3Errors.IsUploadGone(refusal))
        {
            return true;
        }
    }

    /// <summary>Whether a rule of the bucket allows browsers to send a part, and to read its ETag.</summary>
    public async Task<bool> HasCorsForPartsAsync(string bucket, string? owner, CancellationToken cancellationToken)
    {
        var call = new GetCORSConfigurationRequest { BucketName = bucket, ExpectedBucketOwner = owner };
        GetCORSConfigurationResponse answer = UnusableAnswerException.Require(
            await client.GetCORSConfigurationAsync(call, cancellationToken).ConfigureAwait(false), "GetBucketCors");
        return (answer.Configuration?.Rules ?? []).Any(rule =>
            rule.AllowedMethods?.Contains("PUT") == true && rule.ExposeHeaders?.Contains("ETag", StringComparer.OrdinalIgnoreCase) == true);
    }
}
