using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>
/// The object's checksum at Complete: from the parts' own, as Create declared it, and compared with what the client expects.
/// </summary>
internal static class CompletedChecksum
{
    public static StoredChecksum? Create(
        S3Exchange exchange, UploadRecord upload, IReadOnlyList<PartRecord> parts, IReadOnlyList<CompletedPart> listed)
    {
        ChecksumKind algorithm = ChecksumKind.Find(upload.ChecksumAlgorithm) ?? ChecksumKind.Default;
        string type = upload.ChecksumType ?? ChecksumKind.FullObject;
        if (exchange.Header("x-amz-checksum-type") is { } wanted
            && !wanted.Equals(upload.ChecksumType, StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.InvalidRequest($"The upload was created using the {upload.ChecksumType ?? "null"} checksum mode. The complete " +
                "request must use the same checksum mode.");
        }

        if (ChecksumKind.All.FirstOrDefault(kind => kind != algorithm && exchange.Header(kind.Header) is not null) is { } other)
        {
            throw S3Errors.InvalidRequest($"Checksum Type mismatch occurred, expected checksum Type: " +
                $"{algorithm.Name.ToLowerInvariant()}, actual checksum Type: {other.Name.ToLowerInvariant()}");
        }

        bool composite = type == ChecksumKind.Composite;
        for (int index = 0; index < parts.Count; index++)
        {
            // S3 can combine full-object values by itself; composite ones it wants to hear from the client.
            if (!parts[index].Checksums.ContainsKey(algorithm.Name) || (composite && !listed[index].Checksums.ContainsKey(algorithm.Name)))
            {
                throw S3Errors.InvalidRequest(
                    $"The upload was created using a {algorithm.Name.ToLowerInvariant()} checksum. The complete request must " +
                    $"include the checksum for each part. It was missing for part {parts[index].Number} in the request.");
            }
        }

        var values = parts.Select(part => (Convert.FromBase64String(part.Checksums[algorithm.Name]), part.Size)).ToList();
        string value = composite ? Composite(algorithm, values) : FullObject(algorithm, values);
        string? expected = exchange.Header(algorithm.Header);
        return expected is null || expected == value || (composite && expected == value.Split('-')[0])
            ? new StoredChecksum(algorithm.Name, type, value)
            : throw S3Errors.ChecksumMismatch(algorithm.Name);
    }

    /// <summary>The checksum of the parts' checksums, and their number.</summary>
    private static string Composite(ChecksumKind algorithm, List<(byte[] Value, long Length)> parts)
    {
        IRunningDigest digest = algorithm.CreateDigest();
        foreach ((byte[]? value, long _) in parts)
        {
            digest.Append(value);
        }

        return $"{Convert.ToBase64String(digest.Finish())}-{parts.Count}";
    }

    private static string FullObject(ChecksumKind algorithm, List<(byte[] Value, long Length)> parts) =>
        algorithm.Combination is { } combination
            ? Convert.ToBase64String(combination.Combine(parts))
            : throw S3Errors.InvalidRequest($"The FULL_OBJECT checksum type cannot be used with the {algorithm.Name} checksum algorithm.");
}
