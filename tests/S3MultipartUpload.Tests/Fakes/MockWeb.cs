using System.Net;
using System.Net.Http.Headers;

namespace S3MultipartUpload.Tests;

/// <summary>A web server behind a client: it serves some bytes under any URL as RFC 9110 says, unless it is told to misbehave.</summary>
internal sealed class MockWeb(byte[] bytes) : HttpMessageHandler
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Uri Url = new("https://files.example/2026/summer.bin");

    private HttpClient? _client;

    public HttpClient Client => _client ??= new HttpClient(this);

    public byte[] Bytes { get; set; } = bytes;

    public string? ETag { get; set; } = "\"v1\"";

    public DateTimeOffset? LastModified { get; set; } = Now - TimeSpan.FromDays(1);

    public bool HasRanges { get; set; } = true;

    public bool HeedsConditions { get; set; } = true;

    /// <summary>Alters the answers.</summary>
    public Action<HttpResponseMessage> OnAnswer { get; set; } = _ => { };

    /// <summary>What was asked for, as text.</summary>
    public List<string> Requests { get; } = [];

    public IPartSource Source(Uri? url = null) => PartSource.FromUrlAsync(Client, url ?? Url).GetAwaiter().GetResult();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Requests)
        {
            Requests.Add($"{request.Method} {request.Headers.ToString().ReplaceLineEndings("; ")}");
        }

        HttpResponseMessage answer = AnswerTo(request);
        answer.Headers.Date = Now;
        answer.Content.Headers.LastModified = LastModified;
        if (ETag is not null && answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            answer.Headers.TryAddWithoutValidation("ETag", ETag);
        }

        OnAnswer(answer);
        return Task.FromResult(answer);
    }

    private HttpResponseMessage AnswerTo(HttpRequestMessage request)
    {
        HttpRequestHeaders headers = request.Headers;
        if (HeedsConditions
            && ((headers.IfMatch.Count > 0 && headers.IfMatch.All(tag => tag.Tag != ETag)) || headers.IfUnmodifiedSince < LastModified))
        {
            return new(HttpStatusCode.PreconditionFailed);
        }

        if (!HasRanges || headers.Range?.Ranges.Single() is not { From: { } from, To: { } to })
        {
            return new(HttpStatusCode.OK) { Content = new ByteArrayContent(Bytes) };
        }

        if (from >= Bytes.Length)
        {
            return new(HttpStatusCode.RequestedRangeNotSatisfiable);
        }

        to = Math.Min(to, Bytes.Length - 1);
        var content = new ByteArrayContent(Bytes, (int)from, (int)(to - from + 1));
        content.Headers.ContentRange = new(from, to, Bytes.Length);
        return new(HttpStatusCode.PartialContent) { Content = content };
    }
}
