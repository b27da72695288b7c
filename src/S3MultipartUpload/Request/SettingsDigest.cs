using System.Security.Cryptography;
using System.Text;

namespace S3MultipartUpload.Request;

/// <summary>
/// What an object is described by, as digests: what an upload was begun with can be compared, and cannot be read. A customer's key is not
/// among it.
/// </summary>
internal static class SettingsDigest
{
    private const int DigestBytes = 8;

    /// <summary>The digests by the names of the settings, in one line of ASCII.</summary>
    public static string Of(ObjectSettings settings) =>
        string.Join(';', ValuesOf(settings).Select(setting => $"{setting.Name}={DigestOf(setting.Value)}"));

    /// <returns>The names of the settings which are not those that the digests are of.</returns>
    public static IReadOnlyList<string> DifferencesOf(string digests, ObjectSettings settings)
    {
        HashSet<string> begun = digests.Split(';').ToHashSet(StringComparer.Ordinal);
        return [.. ValuesOf(settings)
            .Where(setting => !begun.Contains($"{setting.Name}={DigestOf(setting.Value)}"))
            .Select(setting => setting.Name)];
    }

    private static (string Name, string Value)[] ValuesOf(ObjectSettings settings) =>
    [
        ("content type", settings.ContentTypeInForce),
        ("headers", Joined(settings.ContentEncoding, settings.ContentDisposition, settings.ContentLanguage, settings.CacheControl,
            settings.Expires?.UtcDateTime.ToString("R"))),
        ("metadata", Joined(settings.Metadata)),
        ("tags", Joined(settings.Tags)),
        ("storage class", Joined(settings.StorageClass?.Value)),
        ("encryption", Joined(settings.Encryption?.Method?.Value, settings.Encryption?.KmsKeyId, settings.Encryption?.KmsContext,
            settings.Encryption?.BucketKeyEnabled?.ToString(), settings.Encryption?.CustomerKey is null ? null : "of the customer")),
        ("ACL", Joined(settings.CannedAcl?.Value)),
        ("object lock", Joined(settings.ObjectLockMode?.Value, settings.ObjectLockRetainUntil?.UtcDateTime.ToString("R"),
            settings.ObjectLockLegalHold?.Value)),
    ];

    private static string Joined(IReadOnlyDictionary<string, string> pairs) => Joined(
        [.. pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new[] { pair.Key, pair.Value })]);

    private static string Joined(params string?[] values) => string.Join('\0', values);

    private static string DigestOf(string value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, DigestBytes));
}
