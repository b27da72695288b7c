using System.Security.Claims;

namespace S3MultipartUpload.AspNetCore;

/// <summary>What browsers may upload, and where it goes.</summary>
public sealed class BrowserUploadOptions
{
    internal const long MiB = 1024 * 1024;
    internal const long GiB = 1024 * MiB;

    /// <summary>The bucket of the objects. It has to be set.</summary>
    public string BucketName { get; set; } = "";

    /// <summary>
    /// What the keys begin with that the default <see cref="IBrowserUploadPolicy"/> gives; a user's id and an id of the upload follow.
    /// </summary>
    /// <value>Default: <c>uploads/</c>. Empty, or with a slash at its end and none at its beginning.</value>
    public string KeyPrefix { get; set; } = "uploads/";

    /// <summary>The largest file, in bytes.</summary>
    /// <value>Default: 5 GiB. At most what the store takes, 48.8 TiB at Amazon S3.</value>
    public long MaxSize { get; set; } = 5 * GiB;

    /// <summary>The size of a part, in bytes; larger for files that would have more than the store takes (10,000).</summary>
    /// <value>Default: 16 MiB. At least 5 MiB, unless the store takes smaller ones; Uppy sends none below 5 MiB.</value>
    public long PartSize { get; set; } = 16 * MiB;

    /// <summary>How long a signed URL may be used. A page asks for one right before it sends a part.</summary>
    /// <value>Default: 15 minutes; from 1 second to 7 days.</value>
    public TimeSpan UrlLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an upload may be continued after it was begun. Later it is unknown (404), and the page begins again.</summary>
    /// <value>Default: 7 days; from 1 second to 365 days.</value>
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The media types that are taken, such as <c>application/pdf</c> or <c>image/*</c>; <c>*/*</c> takes every one. A browser tells the
    /// type by the name of the file: the list keeps mistakes out, not an attacker. A file without a type is an
    /// <c>application/octet-stream</c>.
    /// </summary>
    /// <value>Default: pictures but for SVG, audio, video, PDF, ZIP, plain text and CSV, and what has no type.</value>
    public IList<string> AllowedTypes { get; } =
    [
        "image/avif", "image/gif", "image/heic", "image/jpeg", "image/png", "image/tiff", "image/webp",
        "audio/*", "video/*", "application/pdf", "application/zip", "text/csv", "text/plain", "application/octet-stream",
    ];

    /// <summary>The names of the metadata that a page may set on the object; all others are left out.</summary>
    /// <value>Default: none.</value>
    public IList<string> AllowedMetadata { get; } = [];

    /// <summary>
    /// The origins, such as <c>https://www.example.com</c>, of pages that are served elsewhere than by this application. A page of the same
    /// origin needs none. For other origins the application has to allow CORS as well.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// How many incomplete uploads a user may have at one time; another one is refused (429). Those that are never finished count until
    /// they are aborted: add an <c>AddIncompleteUploadSweeper</c>, or a lifecycle rule. Of many that begin at the limit at one time, more
    /// may be refused than needed. Forms are not counted, nor are keys outside of <see cref="BrowserUploadDecision.UserPrefix"/>.
    /// </summary>
    /// <value>Default: 100; at least 1. Null for no limit, which saves a request for each upload.</value>
    public int? MaxOpenUploadsPerUser { get; set; } = 100;

    /// <summary>
    /// Whether a file may be sent as a whole by a signed form (POST Object), as Uppy does with files of up to 100 MiB unless it is told
    /// otherwise, and with empty ones always. The application is not told of these: <see cref="IBrowserUploadEvents"/> knows multipart
    /// uploads only.
    /// </summary>
    /// <value>Default: true.</value>
    public bool AllowSingleRequests { get; set; } = true;

    /// <summary>
    /// Who the user is, as a short text that stays the same; null or empty for nobody, who may not upload (401). Only the same user can
    /// continue an upload.
    /// </summary>
    /// <value>Default: the claim <see cref="ClaimTypes.NameIdentifier"/>, or <c>sub</c>.</value>
    public Func<ClaimsPrincipal, string?> GetUserId { get; set; } =
        user => user.FindFirstValue(ClaimTypes.NameIdentifier) ?? user.FindFirstValue("sub");
}
