using System.Runtime.CompilerServices;
using System.Text;

namespace S3MultipartUpload.Fleet.Records;

/// <summary>Refuses what the store would refuse, before anything is written down.</summary>
internal static class FleetRules
{
    private const int LongestId = 100;
    private const int LongestKey = 1_024;

    /// <exception cref="UploadRefusedException">It breaks a rule.</exception>
    public static void ThrowIfRefused(FleetUpload upload)
    {
        List<string> problems = [];
        if (upload.Id is null or "" || upload.Id.Length > LongestId || upload.Id.Any(char.IsControl))
        {
            problems.Add($"Id has 1 to {LongestId} characters, and no control characters.");
        }

        if (string.IsNullOrEmpty(upload.BucketName))
        {
            problems.Add("BucketName is empty.");
        }

        if (upload.LimitGroup is { } group && (group.Length is 0 or > LongestId || group.Any(char.IsControl)))
        {
            problems.Add($"LimitGroup has 1 to {LongestId} characters, and no control characters.");
        }

        if (upload.PartSize < 1)
        {
            problems.Add("PartSize is not positive.");
        }

        if (upload.Settings is null)
        {
            problems.Add("Settings is null; use new FleetSettings().");
        }

        if (problems.Count > 0)
        {
            throw new UploadRefusedException(string.Join(' ', problems));
        }
    }

    /// <exception cref="UploadRefusedException">It is no folder.</exception>
    public static void ThrowIfRefused(FleetFolder folder)
    {
        if (folder.Folder?.IsFile(out _, out _) != true)
        {
            throw new UploadRefusedException("The folder is a path on shared storage: FleetSource.File(root, path).");
        }
    }

    /// <exception cref="UploadRefusedException">One of them breaks a rule.</exception>
    public static async IAsyncEnumerable<FleetItem> Checked(
        IAsyncEnumerable<FleetItem> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (FleetItem item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item is { Source: not null, Key: { Length: > 0 } key } && !key.StartsWith('/') && !key.Contains('\0')
                && Encoding.UTF8.GetByteCount(key) <= LongestKey
                    ? item
                    : throw new UploadRefusedException($"'{item?.Key}' is no key of an object (1 to 1,024 bytes, no leading slash), or " +
                        "it has no source.");
        }
    }
}
