using System.Text;
using Microsoft.AspNetCore.Http;
using S3MultipartUpload.AspNetCore.Policy;

namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>Lets in what the options and the policy allow.</summary>
internal sealed class UploadGate(BrowserUploadOptions options, IBrowserUploadPolicy policy)
{
    /// <summary>Amazon S3 takes 2 KB of user metadata, names and values together.</summary>
    /// <remarks>Source: Amazon S3 User Guide, "Working with object metadata".</remarks>
    private const int MaxMetadata = 2 * 1024;

    /// <exception cref="RejectedRequestException">Nobody is signed in.</exception>
    public string UserOf(HttpContext http) => options.GetUserId(http.User) is { Length: > 0 } user
        ? user
        : throw new RejectedRequestException(401, "Nobody is signed in", "Sign in, then upload.");

    /// <returns>What was decided, and about what.</returns>
    /// <exception cref="RejectedRequestException">It may not be.</exception>
    public async Task<(BrowserUploadDecision Decision, BrowserUploadContext Context)> DecideAsync(
        HttpContext http, FileAnnouncement file)
    {
        var context = new BrowserUploadContext
        {
            HttpContext = http,
            UserId = UserOf(http),
            BucketName = options.BucketName,
            FileName = FileNames.Clean(NameOf(file)),
            ContentType = TypeOf(file),
            Size = SizeOf(file),
            Metadata = MetadataOf(file),
        };
        BrowserUploadDecision decision = await policy.DecideAsync(context, http.RequestAborted).ConfigureAwait(false);
        return decision.Target is null
            ? throw new RejectedRequestException(decision.Status, "The upload is not allowed", decision.Reason)
            : (decision, context);
    }

    private static string NameOf(FileAnnouncement file) => file.FileName switch
    {
        null or "" => throw RejectedRequestException.Invalid("The file has no name: send filename."),
        { Length: > FileNames.MaxLength } => throw RejectedRequestException.Invalid(
            $"The name of the file has more than {FileNames.MaxLength} characters."),
        var name => name,
    };

    private string TypeOf(FileAnnouncement file)
    {
        string type = MediaTypes.Normalize(file.Type)
            ?? throw RejectedRequestException.Invalid("The type of the file is no media type, such as image/png.");
        return MediaTypes.IsAllowed(type, options.AllowedTypes)
            ? type
            : throw new RejectedRequestException(
                415, "The type of the file is not allowed", $"Files of the type {type} are not taken here.");
    }

    private long SizeOf(FileAnnouncement file) => file.Size switch
    {
        null or < 0 => throw RejectedRequestException.Invalid(
            "The size of the file is missing: send it as size, or as metadata.size " +
            "(in Uppy: uppy.setFileMeta(file.id, { size: file.size }))."),
        var size when size > options.MaxSize => throw new RejectedRequestException(
            413, "The file is too large", $"A file has at most {options.MaxSize} bytes here; this one has {size}."),
        var size => size.Value,
    };

    private Dictionary<string, string> MetadataOf(FileAnnouncement file)
    {
        Dictionary<string, string> kept = new(StringComparer.OrdinalIgnoreCase);
        int bytes = 0;
        foreach ((string name, string value) in file.Metadata)
        {
            if (!options.AllowedMetadata.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!value.All(letter => letter is >= ' ' and <= '~'))
            {
                throw RejectedRequestException.Invalid(
                    $"The metadata {name} has a character that metadata cannot have: only printable ASCII is stored as it is.");
            }

            bytes += Encoding.UTF8.GetByteCount(name) + value.Length;
            kept[name.ToLowerInvariant()] = value;
        }

        return bytes <= MaxMetadata
            ? kept
            : throw RejectedRequestException.Invalid($"The metadata has more than {MaxMetadata} bytes.");
    }
}
