using Microsoft.AspNetCore.Http;

namespace S3MultipartUpload.AspNetCore;

/// <summary>What becomes of an upload that a browser has asked for.</summary>
public sealed record BrowserUploadDecision
{
    private BrowserUploadDecision()
    {
    }

    /// <summary>
    /// What the keys of all this user's uploads begin with: incomplete ones below it are counted, for
    /// <see cref="BrowserUploadOptions.MaxOpenUploadsPerUser"/>.
    /// </summary>
    /// <value>Default: null; that of the default policy where the key begins with it, else nothing is counted.</value>
    public string? UserPrefix { get; init; }

    internal UploadTarget? Target { get; private init; }

    internal int Status { get; private init; }

    internal string Reason { get; private init; } = "";

    /// <summary>It may be.</summary>
    /// <param name="target">
    /// The object; <see cref="BrowserUploadContext.CreateTarget"/> makes one. Choose a key that no other upload has: whoever may upload may
    /// replace what is there. Its <see cref="ObjectSettings.ChecksumAlgorithm"/> is replaced: CRC-32 where the page computes it, else none.
    /// </param>
    /// <exception cref="UploadRefusedException">
    /// The key, or another setting, is none that an object can have (<see cref="ObjectSettings.Validate"/>); a segment of the key is
    /// <c>.</c> or <c>..</c>: browsers take such ones out of an address, and could never send a part; or there is no upload token
    /// (<see cref="ObjectSettings.HasUploadToken"/>), without which an upload cannot be completed twice. Where a policy lets it pass, it
    /// is logged, and the page is told that the application is at fault.
    /// </exception>
    public static BrowserUploadDecision Allow(UploadTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!target.HasUploadToken)
        {
            throw new UploadRefusedException(
                $"{nameof(target.HasUploadToken)} is false: leave it true, for the upload of a browser may be completed more than once.");
        }

        target.Validate();
        if (target.Key.Split('/').Any(segment => segment is "." or ".."))
        {
            throw new UploadRefusedException(
                "A segment of the key is '.' or '..', which browsers take out of an address. Choose a key without such segments.");
        }

        return new BrowserUploadDecision { Target = target };
    }

    /// <summary>It may not be.</summary>
    /// <param name="reason">What the browser is told.</param>
    /// <param name="status">The HTTP status, from 400 to 499.</param>
    /// <exception cref="ArgumentException">There is no reason, or the status is another one.</exception>
    public static BrowserUploadDecision Deny(string reason, int status = StatusCodes.Status403Forbidden)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 499);
        return new BrowserUploadDecision { Reason = reason, Status = status };
    }
}
