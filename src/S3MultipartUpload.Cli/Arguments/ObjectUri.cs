using System.Diagnostics.CodeAnalysis;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>An object by its s3://bucket/key; what follows <c>?versionId=</c> is its version.</summary>
internal sealed record ObjectUri(string Bucket, string Key, string? VersionId)
{
    private const string Scheme = "s3://";
    private const string Version = "?versionId=";

    public static bool TryParse(string text, [NotNullWhen(true)] out ObjectUri? uri)
    {
        uri = null;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string rest = text[Scheme.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        int version = rest.LastIndexOf(Version, StringComparison.Ordinal);
        string key = slash < 0 ? "" : version > slash ? rest[(slash + 1)..version] : rest[(slash + 1)..];
        string? versionId = version > slash ? rest[(version + Version.Length)..] : null;
        if (slash < 1 || key.Length == 0 || versionId == "" || text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return false;
        }

        uri = new ObjectUri(rest[..slash], key, versionId);
        return true;
    }
}
