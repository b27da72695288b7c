using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>Signs parts that somebody else sends.</summary>
internal sealed class PartSigner(PresigningGateway gateway, ServiceLimits limits, TimeProvider time)
{
    /// <summary>S3 verifies no signature of an older URL.</summary>
    /// <remarks>Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters", X-Amz-Expires.</remarks>
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(7);

    /// <summary>
    /// The SDK measures the lifetime by the store's clock, and signs without the length what is good for more than 7 days: this much is
    /// left between the two.
    /// </summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(15);

    public async Task<PresignedPart> SignAsync(
        OpenUpload upload, int partNumber, long length, string? checksum, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        TimeSpan wanted = lifetime ?? DefaultLifetime;
        string[] problems = [.. ProblemsOf(upload, partNumber, length, checksum, wanted)];
        if (problems.Length > 0)
        {
            throw new UploadRefusedException(problems);
        }

        TimeSpan longest = MaxLifetime - ClockDifference;
        DateTimeOffset expires = time.GetUtcNow() + (wanted < longest ? wanted : longest);
        (Uri url, IReadOnlyDictionary<string, string> headers) = await gateway
            .SignPartAsync(upload, partNumber, length, checksum, expires).WaitAsync(cancellationToken).ConfigureAwait(false);
        return new PresignedPart { PartNumber = partNumber, Url = url, Headers = headers, ExpiresAt = expires };
    }

    private IEnumerable<string> ProblemsOf(OpenUpload upload, int partNumber, long length, string? checksum, TimeSpan lifetime)
    {
        PartChecksumAlgorithm algorithm = upload.Record.ChecksumAlgorithm;
        foreach (string problem in PartRules.ProblemsOf(limits, partNumber, length))
        {
            yield return problem;
        }

        if (lifetime < TimeSpan.FromSeconds(1) || lifetime > MaxLifetime)
        {
            yield return $"A URL of {lifetime} cannot be signed: it lives from one second to {MaxLifetime.TotalDays} days.";
        }

        if (checksum is null ? algorithm != PartChecksumAlgorithm.None : !algorithm.IsChecksum(checksum))
        {
            yield return algorithm == PartChecksumAlgorithm.None
                ? $"The session has no checksums ({nameof(PartChecksumAlgorithm)}.{algorithm}): sign the part without one."
                : $"The parts of this session have a checksum each ({nameof(PartChecksumAlgorithm)}.{algorithm}): give that of part " +
                    $"{partNumber:N0}, {algorithm.Size()} bytes in base64.";
        }

        if (upload.Target.Key.Split('/').Any(segment => segment is "." or ".."))
        {
            yield return "A segment of the key is '.' or '..': whoever sends to a URL takes such ones out of it (RFC 3986, 5.2.4), so " +
                "the store would refuse the signature.";
        }

        if (upload.Target.Encryption?.CustomerKey is not null)
        {
            yield return "The parts of this session are encrypted with a customer-provided key: whoever sends one has to have the key, " +
                "so a URL is of no use.";
        }
    }
}
