using System.Runtime.CompilerServices;

namespace S3MultipartUpload.Fleet.Records;

/// <summary>Refuses what the store would refuse, before anything is written down.</summary>
internal static class FleetRules
{
    private const int LongestId = 100;
    private const int LongestKey = 1_024;

    /// <summary>See Quartz.NET's ExecutionLimitsBuilder.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "_", "*", "null" };

    /// <exception cref="UploadRefusedException">It breaks a rule.</exception>
    public static void ThrowIfRefused(FleetUpload upload)
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(upload.Id) || upload.Id.Length > LongestId || !IsText(upload.Id))
        {
            problems.Add($"Id has 1 to {LongestId} characters, not only blanks, none of them a control character or a lone surrogate.");
        }

        if (string.IsNullOrEmpty(upload.BucketName))
        {
            problems.Add("BucketName is empty.");
        }
        else if (!IsText(upload.BucketName))
        {
            problems.Add("BucketName has a control character or a lone surrogate.");
        }

        if (upload.LimitGroup is { } group && (group.Length is 0 or > LongestId || !IsText(group)))
        {
            problems.Add($"LimitGroup has 1 to {LongestId} characters, none of them a control character or a lone surrogate.");
        }
        else if (upload.Group is { } name && (Reserved.Contains(name) || name.AsSpan().ContainsAny('{', '}') || name != name.Trim()))
        {
            problems.Add($"'{name}' is no name that limits can have ('_', '*' and 'null' mean something else, braces are placeholders, " +
                "blanks at its ends are cut off): set another LimitGroup.");
        }

        if (upload.PartSize < 1)
        {
            problems.Add("PartSize is not positive.");
        }

        if (upload.Settings is null)
        {
            problems.Add("Settings is null; use new FleetSettings().");
        }
        else if (TextsOf(upload.Settings).Any(text => text is not null && Utf8Text.BytesOf(text) is null))
        {
            problems.Add("Settings has a lone surrogate, which UTF-8 cannot carry.");
        }

        if (problems.Count > 0)
        {
            throw new UploadRefusedException(string.Join(' ', problems));
        }
    }

    /// <exception cref="ArgumentException">No upload can have that name: the database could not even be asked for it.</exception>
    public static void ThrowIfNoId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!IsText(id))
        {
            throw new ArgumentException("An id has no control character and no lone surrogate.", nameof(id));
        }
    }

    /// <exception cref="UploadRefusedException">It is no folder, or no file of it could have a key.</exception>
    public static void ThrowIfRefused(FleetFolder folder)
    {
        if (folder.Folder?.IsFile(out _, out _) != true)
        {
            throw new UploadRefusedException("The folder is a path on shared storage: FleetSource.File(root, path).");
        }

        if (folder.KeyPrefix is not { } prefix || prefix.StartsWith('/') || prefix.Contains('\0')
            || Utf8Text.BytesOf(prefix) is not < LongestKey)
        {
            throw new UploadRefusedException("KeyPrefix is null, begins with a slash, leaves a key of 1,024 bytes no room for a file, or " +
                "has a NUL or a lone surrogate.");
        }
    }

    /// <exception cref="UploadRefusedException">One of them breaks a rule.</exception>
    public static async IAsyncEnumerable<FleetItem> Checked(
        IAsyncEnumerable<FleetItem> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (FleetItem item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item is { Source: not null, Key: { Length: > 0 } key } && !key.StartsWith('/') && !key.Contains('\0')
                && Utf8Text.BytesOf(key) <= LongestKey
                    ? item
                    : throw new UploadRefusedException($"'{item?.Key}' is no key of an object (1 to 1,024 bytes of UTF-8 without " +
                        "NUL or lone surrogates, no leading slash), or it has no source.");
        }
    }

    private static IEnumerable<string?> TextsOf(FleetSettings settings) =>
    [
        settings.ContentType,
        settings.ContentEncoding,
        settings.ContentDisposition,
        settings.CacheControl,
        settings.StorageClass,
        settings.KmsKeyId,
        settings.ExpectedBucketOwner,
        .. (settings.Metadata ?? new Dictionary<string, string>()).SelectMany(pair => new[] { pair.Key, pair.Value }),
        .. (settings.Tags ?? new Dictionary<string, string>()).SelectMany(pair => new[] { pair.Key, pair.Value }),
    ];

    /// <summary>Whether PostgreSQL can keep it, and Quartz name its jobs by it.</summary>
    private static bool IsText(string text) => !text.Any(char.IsControl) && Utf8Text.BytesOf(text) is not null;
}
