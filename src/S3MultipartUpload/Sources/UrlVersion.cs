using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace S3MultipartUpload.Sources;

/// <summary>Which version of what a URL names: requests ask for this one alone, and answers must be of it.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Validator">The strong ETag; or the Last-Modified, as HTTP writes it.</param>
/// <remarks>Source: RFC 9110, section 8.8.</remarks>
internal sealed record UrlVersion(long Length, string Validator)
{
    private const int LongestETag = 1024;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    public bool IsETag => Validator.StartsWith('"');

    /// <summary>
    /// What proves that two answers are of one version; null where nothing does. A weak ETag says that two versions are as good as each
    /// other. Last-Modified counts in seconds: what was written within the second of the answer can be written again within it.
    /// </summary>
    public static string? ValidatorOf(HttpResponseMessage answer) =>
        answer.Headers.ETag is { IsWeak: false, Tag: { Length: > 2 and <= LongestETag } tag } && tag.StartsWith('"') && Ascii.IsValid(tag)
            ? tag
            : answer.Content.Headers.LastModified is { } modified && answer.Headers.Date - modified >= Tick
                ? modified.ToString("R", CultureInfo.InvariantCulture)
                : null;

    /// <summary>Asks for this version alone.</summary>
    public void AddTo(HttpRequestHeaders headers)
    {
        if (IsETag)
        {
            headers.IfMatch.Add(new EntityTagHeaderValue(Validator));
        }
        else
        {
            headers.IfUnmodifiedSince = DateTimeOffset.ParseExact(Validator, "R", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Whether an answer is of this version.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="length">The length that it tells; null where it tells none.</param>
    public bool IsOf(HttpResponseMessage answer, long? length) => (length ?? Length) == Length && ValidatorOf(answer) == Validator;
}
