using System.Globalization;
using System.Text;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Http;

/// <summary>
/// Bucket, key and query, read from the request line as sent: S3 keys are opaque, so nothing is normalised.
/// </summary>
internal sealed record RequestTarget(string? Bucket, string? Key, IReadOnlyDictionary<string, string> Query)
{
    private const string VirtualHostSuffix = ".localhost";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path as the client addressed it, percent-decoded; what error bodies call the resource.</summary>
    public required string Path { get; init; }

    /// <summary>The path as it was sent, with its escapes.</summary>
    public required string EscapedPath { get; init; }

    /// <summary>Whether the host names the bucket, not the path.</summary>
    public bool IsVirtualHosted { get; init; }

    public TargetLevel Level => (Bucket, Key) switch
    {
        (null, _) => TargetLevel.Service,
        (_, null) => TargetLevel.Bucket,
        _ => TargetLevel.Object,
    };

    /// <summary>Whether all escapes in the path are those of UTF-8, as keys are.</summary>
    public required bool IsWellFormed { get; init; }

    /// <exception cref="S3ErrorException">InvalidURI.</exception>
    public void Check()
    {
        if (!IsWellFormed)
        {
            throw S3Errors.InvalidUri(Path);
        }
    }

    public static RequestTarget Parse(string rawTarget, string host)
    {
        // Absolute form (http://host/path) is what clients send to a proxy.
        int start = rawTarget.StartsWith('/') ? 0 : rawTarget.IndexOf('/', rawTarget.IndexOf("//", StringComparison.Ordinal) + 2);
        string target = start < 0 ? "/" : rawTarget[start..];
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        string escaped = mark < 0 ? target : target[..mark];
        string path = Uri.UnescapeDataString(escaped);
        bool wellFormed = CanUnescape(escaped);
        Dictionary<string, string> query = ParseQuery(mark < 0 ? "" : target[(mark + 1)..]);

        if (host.EndsWith(VirtualHostSuffix, StringComparison.OrdinalIgnoreCase))
        {
            string bucket = host[..^VirtualHostSuffix.Length];
            return new RequestTarget(bucket, NullIfEmpty(path[1..]), query)
            {
                Path = path,
                EscapedPath = escaped,
                IsWellFormed = wellFormed,
                IsVirtualHosted = true,
            };
        }

        int slash = path.IndexOf('/', 1);
        string? key = slash < 0 ? null : NullIfEmpty(path[(slash + 1)..]);
        return new RequestTarget(slash < 0 ? NullIfEmpty(path[1..]) : path[1..slash], key, query)
        {
            Path = path,
            EscapedPath = escaped,
            IsWellFormed = wellFormed,
        };
    }

    private static Dictionary<string, string> ParseQuery(string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pair : pair[..equals];
            parameters[Decode(name)] = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        }

        return parameters;
    }

    private static bool CanUnescape(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        int count = 0;
        for (int index = 0; index < bytes.Length; index++)
        {
            byte value = bytes[index];
            if (value == '%')
            {
                if (index + 2 >= bytes.Length
                    || !byte.TryParse(bytes.AsSpan(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
                {
                    return false;
                }

                index += 2;
            }

            bytes[count++] = value;
        }

        try
        {
            StrictUtf8.GetCharCount(bytes, 0, count);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
