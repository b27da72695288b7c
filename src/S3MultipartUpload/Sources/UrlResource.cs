using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Sources;

/// <summary>What a URL names, asked for with the caller's client.</summary>
/// <remarks>Sources: RFC 9110, sections 13 (conditions) and 14 (ranges).</remarks>
internal sealed class UrlResource(HttpClient client, Uri url)
{
    private const string Bytes = "bytes";

    private readonly string _withoutQuery = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>The URL for messages: without its query, which may be a secret.</summary>
    public string Name => Log.Shorten(_withoutQuery);

    /// <summary>
    /// What proves that a version is the very same. Servers make ETags of sizes and times, so those of two URLs may be equal where their
    /// bytes are not; and a query may say which bytes, or be a secret: of such a URL nothing is proven.
    /// </summary>
    public string? IdentityOf(UrlVersion version) => version.IsETag && url.Query.Length == 0
        ? $"{version.Validator} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_withoutQuery)))}"
        : null;

    /// <summary>
    /// Asks for the first byte alone: nothing but the answer to a GET tells whether there are ranges, and a presigned URL takes no HEAD.
    /// </summary>
    /// <exception cref="UrlSourceException">It cannot serve.</exception>
    /// <exception cref="HttpRequestException">It may be able to serve later.</exception>
    public async Task<UrlVersion> LookAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer =
            await SendAsync(new RangeHeaderValue(0, 0), version: null, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode is not HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return VersionOf(answer);
        }

        // What is empty has no first byte; and the refusal does not tell its version.
        using HttpResponseMessage whole = await SendAsync(range: null, version: null, cancellationToken).ConfigureAwait(false);
        return VersionOf(whole);
    }

    /// <summary>Asks for some bytes of one version.</summary>
    /// <returns>The answer, of which nothing but the headers has been read.</returns>
    /// <exception cref="SourceChangedException">There is another version now, or none.</exception>
    /// <exception cref="UrlSourceException">It cannot serve any more.</exception>
    /// <exception cref="HttpRequestException">It may be able to serve later.</exception>
    public async Task<HttpResponseMessage> OpenAsync(UrlVersion version, long offset, long length, CancellationToken cancellationToken)
    {
        long last = offset + length - 1;
        HttpResponseMessage answer = await SendAsync(new RangeHeaderValue(offset, last), version, cancellationToken).ConfigureAwait(false);
        if (ProblemOf(answer, version, offset, last) is not { } problem)
        {
            return answer;
        }

        answer.Dispose();
        throw problem;
    }

    private Exception? ProblemOf(HttpResponseMessage answer, UrlVersion version, long offset, long last)
    {
        HttpContentHeaders headers = answer.Content.Headers;
        switch (answer.StatusCode)
        {
            case HttpStatusCode.PartialContent when headers.ContentRange is { Unit: Bytes, From: { } from, To: { } to } range:
                return !version.IsOf(answer, range.Length) ? Changed("is another one now")
                    : from == offset && to == last && (headers.ContentLength ?? to - from + 1) == to - from + 1 ? null
                    : Unusable(answer, $"gave other bytes ({from}-{to}) than it was asked for ({offset}-{last})");
            case HttpStatusCode.OK when !version.IsOf(answer, headers.ContentLength):
            case HttpStatusCode.PreconditionFailed:
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                return Changed("is another one now");
            case HttpStatusCode.NotFound:
            case HttpStatusCode.Gone:
                return Changed("is gone");
            case HttpStatusCode.OK:
            case HttpStatusCode.PartialContent:
                return NoRanges(answer);
            default:
                return Refused(answer);
        }

        SourceChangedException Changed(string what) => new(
            $"What '{Name}' names has changed since its upload began: it had {version.Length:N0} bytes, " +
            $"{(version.IsETag ? "ETag" : "Last-Modified")} {version.Validator}, and {what} (the server's answer: {StatusOf(answer)}).")
        {
            WithoutKey = $"what a URL names {what} (the server's answer: {StatusOf(answer)})",
        };
    }

    private UrlVersion VersionOf(HttpResponseMessage answer)
    {
        HttpContentHeaders headers = answer.Content.Headers;
        long length = answer.StatusCode switch
        {
            HttpStatusCode.PartialContent when headers.ContentRange is { Unit: Bytes, From: 0, To: 0 } range =>
                range.Length ?? throw Unusable(answer, "does not tell how long the whole is (in Content-Range)"),
            HttpStatusCode.OK when headers.ContentLength == 0 => 0,
            HttpStatusCode.OK or HttpStatusCode.PartialContent => throw NoRanges(answer),
            _ => throw Refused(answer),
        };
        return UrlVersion.ValidatorOf(answer) is { } validator ? new UrlVersion(length, validator) : throw Unusable(
            answer,
            "names neither a strong ETag nor a Last-Modified that is at least a second older than its Date, so a change during the " +
            "upload would not be noticed");
    }

    private UrlSourceException NoRanges(HttpResponseMessage answer) => Unusable(answer, "does not serve ranges of bytes");

    private UrlSourceException Unusable(HttpResponseMessage answer, string what) => new(
        $"The server of '{Name}' {what}. Read it from front to back instead: PartSource.FromStream of HttpClient.GetStreamAsync.",
        answer.StatusCode);

    /// <summary>What may pass is the exception of an answer that is worth another attempt.</summary>
    private Exception Refused(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new HttpRequestException(
                $"The server of '{Name}' answered {StatusOf(answer)}.", inner: null, answer.StatusCode),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new UrlSourceException(
            $"The server of '{Name}' answered {StatusOf(answer)}. Give the HttpClient its credentials; or, where the URL is a presigned " +
            "one, which expires, make the source anew from one that is valid for the whole upload.",
            answer.StatusCode),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new UrlSourceException(
            $"The server of '{Name}' sends to another URL ({StatusOf(answer)}), where the HttpClient does not follow. Give that URL.",
            answer.StatusCode),
        _ => new UrlSourceException(
            $"The server of '{Name}' answered {StatusOf(answer)}. Look whether the URL is right.", answer.StatusCode),
    };

    private static string StatusOf(HttpResponseMessage answer) => $"{(int)answer.StatusCode} {answer.StatusCode}";

    private async Task<HttpResponseMessage> SendAsync(RangeHeaderValue? range, UrlVersion? version, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        request.Headers.Range = range;
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        version?.AddTo(request.Headers);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The server of '{Name}' did not answer within HttpClient.Timeout ({client.Timeout}).", late);
        }
    }
}
