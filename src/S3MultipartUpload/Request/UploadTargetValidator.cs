using System.Net.Http.Headers;
using System.Text;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Request;

/// <summary>Refuses what the store, or the SDK on the way to it, would refuse or silently alter.</summary>
internal static class UploadTargetValidator
{
    private const int MaxMetadataBytes = 2048;
    private const int MaxTags = 10;

    /// <exception cref="UploadRefusedException">All that is wrong, at once.</exception>
    public static void Validate(ObjectSettings settings)
    {
        List<string> problems = [.. ProblemsOf(settings)];
        if (problems.Count > 0)
        {
            throw new UploadRefusedException(problems);
        }
    }

    /// <summary>What the settings ask for beyond what this store and checksum can do.</summary>
    /// <exception cref="UploadRefusedException">
    /// There is a condition, and the store is not known to heed it; or a checksum of the whole object that cannot be one.
    /// </exception>
    public static void RequireSupported(ObjectSettings settings, ProviderProfile profile, PartChecksumAlgorithm algorithm)
    {
        if (settings.FullObjectChecksum is { } checksum && (algorithm.Polynomial() is null || !algorithm.IsChecksum(checksum)))
        {
            throw new UploadRefusedException(
                $"{nameof(settings.FullObjectChecksum)} is not the base64 of a {algorithm}: " +
                $"{nameof(settings.ChecksumAlgorithm)} has to be Crc32, Crc32C or Crc64Nvme, and the value one of it.");
        }

        // A store that does not know the conditions would overwrite the object.
        if ((settings.IfNoneMatch || settings.IfMatch is not null) && !profile.ConditionalWrites)
        {
            throw new UploadRefusedException(
                $"IfNoneMatch or IfMatch is set, but a store with the profile {profile.Name} is not known to heed it and might overwrite " +
                $"the object. Choose the profile of your store " +
                $"({nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.Profile)}).");
        }
    }

    public static IReadOnlyList<string> ProblemsOf(ObjectSettings settings)
    {
        List<string> problems = [];
        problems.AddRange(new[] { NameRules.ProblemOfBucket(settings.BucketName), NameRules.ProblemOfKey(settings.Key) }.OfType<string>());
        CheckHeaders(settings, problems);
        CheckMetadata(settings, problems);
        CheckTags(settings.Tags, problems);
        if (settings is { IfNoneMatch: true, IfMatch: not null })
        {
            problems.Add("IfNoneMatch and IfMatch contradict each other: either there is no object under the key, or a certain one.");
        }

        if (settings.ObjectLockMode is null != settings.ObjectLockRetainUntil is null)
        {
            problems.Add("ObjectLockMode and ObjectLockRetainUntil are set together or not at all.");
        }

        if (settings.ChecksumAlgorithm is { } algorithm && !Enum.IsDefined(algorithm))
        {
            problems.Add($"ChecksumAlgorithm is {algorithm}, which is none.");
        }

        return problems;
    }

    private static void CheckHeaders(ObjectSettings settings, List<string> problems)
    {
        (string Name, string? Value)[] headers =
        [
            (nameof(settings.ContentType), settings.ContentType),
            (nameof(settings.ContentEncoding), settings.ContentEncoding),
            (nameof(settings.ContentDisposition), settings.ContentDisposition),
            (nameof(settings.ContentLanguage), settings.ContentLanguage),
            (nameof(settings.CacheControl), settings.CacheControl),
            (nameof(settings.ExpectedBucketOwner), settings.ExpectedBucketOwner),
            (nameof(settings.RequestPayer), settings.RequestPayer?.Value),
            (nameof(settings.IfMatch), settings.IfMatch),
            (nameof(settings.StorageClass), settings.StorageClass?.Value),
            (nameof(settings.CannedAcl), settings.CannedAcl?.Value),
            ($"{nameof(settings.Encryption)}'s key", settings.Encryption?.KmsKeyId),
            ($"{nameof(settings.Encryption)}'s context", settings.Encryption?.KmsContext),
        ];
        problems.AddRange(headers
            .Where(header => header.Value is not null && !IsHeaderValue(header.Value))
            .Select(header => $"{header.Name} cannot be a header: use printable ASCII, not empty and without blanks around it."));
        if (settings.ContentType is { } type && IsHeaderValue(type) && !MediaTypeHeaderValue.TryParse(type, out _))
        {
            // With a body, the SDK would fail at it after the request was signed; without one, send it on as it is.
            problems.Add("ContentType is no media type such as text/html or text/html; charset=utf-8.");
        }
    }

    private static void CheckMetadata(ObjectSettings settings, List<string> problems)
    {
        if (settings.Metadata is not { } metadata)
        {
            problems.Add("Metadata is null.");
            return;
        }

        int own = settings.HasUploadToken ? UploadToken.MetadataBytes : 0;
        int size = own;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { UploadToken.MetadataName };
        foreach ((string name, string value) in metadata)
        {
            if (!IsHeaderName(name))
            {
                problems.Add($"Metadata name '{Log.OnOneLine(name)}' cannot be a header: use letters, digits, '-', '_' and '.'; " +
                    "x-amz-meta- is put before it.");
            }
            else if (!names.Add(name))
            {
                problems.Add($"Metadata name '{name}' stands twice (headers know no case) or is the upload's own.");
            }

            if (value is null || (value.Length > 0 && !IsHeaderValue(value)))
            {
                problems.Add($"Metadata value of '{Log.OnOneLine(name)}' cannot be a header: use printable ASCII, without blanks " +
                    "around it.");
            }

            size += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value ?? "");
        }

        if (size > MaxMetadataBytes)
        {
            problems.Add($"Metadata has {size - own:N0} bytes; an object's user metadata has at most " +
                $"{MaxMetadataBytes:N0}, names and values together, and {own} of them are the upload's own.");
        }
    }

    private static void CheckTags(IReadOnlyDictionary<string, string>? tags, List<string> problems)
    {
        if (tags is null)
        {
            problems.Add("Tags is null.");
            return;
        }

        if (tags.Count > MaxTags)
        {
            problems.Add($"Tags has {tags.Count:N0} entries; an object has at most {MaxTags}.");
        }

        if (tags.Any(tag => tag.Key.Length is 0 or > 128 || tag.Value is null or { Length: > 256 }))
        {
            problems.Add("Tags: a tag has a key of 1 to 128 characters and a value of at most 256.");
        }
    }

    public static bool IsHeaderValue(string value) =>
        value.Length > 0 && value[0] != ' ' && value[^1] != ' ' && value.All(character => character is >= ' ' and <= '~');

    private static bool IsHeaderName(string name) =>
        name.Length > 0
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
        && !name.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase);
}
