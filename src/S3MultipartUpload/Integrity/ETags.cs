using System.Security.Cryptography;

namespace S3MultipartUpload.Integrity;

/// <summary>What an ETag tells of the bytes, where it is an MD5. Where it is something else, it tells nothing.</summary>
internal static class ETags
{
    private const int MD5HexLength = 32;

    /// <summary>Base64 of the MD5 that the ETag may be; null where it cannot be one.</summary>
    public static string? ToMD5(string? eTag) => Hex(eTag) is { } hex ? Convert.ToBase64String(Convert.FromHexString(hex)) : null;

    /// <summary>The ETag that S3 gives to an object of these parts; null where the parts' are no MD5s.</summary>
    public static string? OfParts(IReadOnlyCollection<UploadedPart> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (UploadedPart part in parts)
        {
            if (Hex(part.ETag) is not { } hex)
            {
                return null;
            }

            hash.AppendData(Convert.FromHexString(hex));
        }

        return $"{Convert.ToHexString(hash.GetHashAndReset())}-{parts.Count}";
    }

    public static bool AreEqual(string? one, string? other) =>
        string.Equals(one?.Trim('"'), other?.Trim('"'), StringComparison.OrdinalIgnoreCase);

    private static string? Hex(string? eTag) =>
        eTag?.Trim('"') is { Length: MD5HexLength } hex && hex.All(char.IsAsciiHexDigit) ? hex : null;
}
