using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using S3MultipartUpload.Fleet.Records;

namespace S3MultipartUpload.Fleet;

/// <summary>
/// Where the bytes of an object come from, in words that hold on every node. Credentials are not among them: each node has its own.
/// </summary>
public sealed partial record FleetSource
{
    private const string FileScheme = "file:";
    private const string ObjectScheme = "s3://";

    private FleetSource(string text) => Text = Utf8Text.BytesOf(text) is not null
        ? text
        : throw new FormatException("The source has a lone surrogate, which UTF-8 cannot carry.");

    /// <summary>The source as it is written down; <see cref="Parse"/> reads it.</summary>
    public string Text { get; }

    /// <summary>A file on storage that all nodes share.</summary>
    /// <param name="root">The name of the storage; each node says where it has mounted it (<see cref="FleetOptions.Roots"/>).</param>
    /// <param name="path">The path below it, with <c>/</c>. No part of it may be <c>..</c>.</param>
    /// <exception cref="FormatException">The root is no simple name, or the path leads out of it.</exception>
    public static FleetSource File(string root, string path)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(path);
        if (root.Length == 0 || !root.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
        {
            throw new FormatException($"'{root}' is no name of a root: letters, digits, '-' and '_'.");
        }

        if (path.StartsWith('/') || path.Contains('\0') || path.Split('/').Any(part => part is ".." or "."))
        {
            throw new FormatException($"The path '{path}' is not one below its root: it begins with a name, and has no '..' or '.'.");
        }

        return new($"{FileScheme}{root}/{path}");
    }

    /// <summary>What a web server has, if it serves ranges.</summary>
    /// <param name="url">The address, http or https.</param>
    /// <exception cref="FormatException">It is no such address, has a password, or is a presigned one, which is a credential.</exception>
    public static FleetSource Url(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
        {
            throw new FormatException("The address of a source is http or https.");
        }

        if (Utf8Text.BytesOf(url.OriginalString) is null)
        {
            throw new FormatException("The address has a lone surrogate, which UTF-8 cannot carry.");
        }

        string[] secrets = ["X-Amz-Signature=", "Signature=", "sig=", "X-Goog-Signature="];
        return url.UserInfo.Length == 0 && !secrets.Any(secret => url.Query.Contains(secret, StringComparison.OrdinalIgnoreCase))
            ? new(url.AbsoluteUri)
            : throw new FormatException("The address has a password or a signature. Credentials are not written into the database: give " +
                "the nodes' HttpClient what it needs.");
    }

    /// <summary>An object that the same store has; the store copies it itself.</summary>
    /// <param name="bucketName">Its bucket.</param>
    /// <param name="key">Its key.</param>
    /// <param name="versionId">Its version. Default: null, what is the newest when the work begins.</param>
    /// <param name="eTag">
    /// The ETag that it must have, as the store gave it: where it has another when the work begins, it is given up. Default: null, any.
    /// </param>
    /// <exception cref="FormatException">It is no name of a bucket, or a text has a lone surrogate.</exception>
#pragma warning disable CA1720 // S3's own word.
    public static FleetSource Object(string bucketName, string key, string? versionId = null, string? eTag = null)
#pragma warning restore CA1720
    {
        ArgumentException.ThrowIfNullOrEmpty(bucketName);
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (bucketName.AsSpan().ContainsAny('/', '?'))
        {
            throw new FormatException($"'{bucketName}' is no name of a bucket.");
        }

        if (Utf8Text.BytesOf($"{key} {versionId} {eTag}") is null)
        {
            throw new FormatException("The key, the version or the ETag has a lone surrogate, which UTF-8 cannot carry.");
        }

        string version = versionId is null ? "" : $"?versionId={Uri.EscapeDataString(versionId)}";
        string match = eTag is null ? "" : $"{(versionId is null ? '?' : '&')}etag={Uri.EscapeDataString(eTag)}";
        return new($"{ObjectScheme}{bucketName}/{Uri.EscapeDataString(key)}{version}{match}");
    }

    /// <summary>Reads what <see cref="Text"/> gave.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is no source.</exception>
    public static FleetSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(FileScheme, StringComparison.Ordinal) && text.IndexOf('/', StringComparison.Ordinal) is > 5 and int slash)
        {
            return File(text[FileScheme.Length..slash], text[(slash + 1)..]);
        }

        var source = new FleetSource(text);
        return source.IsObject(out CopySource? copied) ? Object(copied.BucketName, copied.Key, copied.VersionId, copied.IfMatch)
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? url) ? Url(url)
            : throw new FormatException($"'{text}' is no source: file:ROOT/PATH, https://…, or s3://BUCKET/KEY.");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal bool IsFile([NotNullWhen(true)] out string? root, [NotNullWhen(true)] out string? path)
    {
        (root, path) = (null, null);
        if (!Text.StartsWith(FileScheme, StringComparison.Ordinal))
        {
            return false;
        }

        int slash = Text.IndexOf('/', StringComparison.Ordinal);
        (root, path) = (Text[FileScheme.Length..slash], Text[(slash + 1)..]);
        return true;
    }

    internal bool IsObject([NotNullWhen(true)] out CopySource? source)
    {
        source = ObjectText().Match(Text) is { Success: true, Groups: var found }
            ? new CopySource
            {
                BucketName = found["bucket"].Value,
                Key = Uri.UnescapeDataString(found["key"].Value),
                VersionId = TextOf(found["version"]),
                IfMatch = TextOf(found["etag"]),
            }
            : null;
        return source is not null;

        static string? TextOf(Group group) => group.Success ? Uri.UnescapeDataString(group.Value) : null;
    }

    [GeneratedRegex(
        @"\As3://(?<bucket>[^/]+)/(?<key>.+?)(\?versionId=(?<version>[^&]*)(&etag=(?<etag>[^&]*))?|\?etag=(?<etag>[^&]*))?\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ObjectText();
}
