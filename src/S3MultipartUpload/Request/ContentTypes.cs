using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace S3MultipartUpload.Request;

/// <summary>
/// What a name tells of the bytes behind it. The SDK's own table, which TransferUtility takes, knows none of .webp, .mjs, .wasm and .woff2.
/// </summary>
internal static class ContentTypes
{
    /// <summary>Some bytes.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly Lazy<FrozenDictionary<string, string>> ByExtension = new(Read);

    /// <returns>The media type; null where there is no name, no extension, or one that means nothing.</returns>
    public static string? OfName(string? name) =>
        Path.GetExtension(name) is { Length: > 1 } extension ? ByExtension.Value.GetValueOrDefault(extension[1..]) : null;

    /// <summary>
    /// As .NET's HTTP client writes it, with a blank after each semicolon: the SDK signs what it is given, and a store refuses the
    /// signature of <c>text/plain;charset=utf-8</c>.
    /// </summary>
    public static string? AsSent(string? type) => MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? parsed)
        ? parsed.ToString()
        : type;

    private static FrozenDictionary<string, string> Read()
    {
        using Stream table = typeof(ContentTypes).Assembly.GetManifestResourceStream("content-types.txt")
            ?? throw new InvalidOperationException("The table of media types is missing.");
        using var lines = new StreamReader(table);
        var types = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            string[] words = line.Split(' ');
            foreach (string extension in words.Skip(1))
            {
                types.Add(extension, words[0]);
            }
        }

        return types.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
