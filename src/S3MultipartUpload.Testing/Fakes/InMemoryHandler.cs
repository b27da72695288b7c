using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using S3MultipartUpload.Testing.Http;

namespace S3MultipartUpload.Testing.Fakes;

/// <summary>Hands the requests of an HTTP client to an application, as a web server would, and its replies back.</summary>
internal sealed class InMemoryHandler(RequestDelegate application, Action<string> openBucket) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // As with a real one, nothing is done on the thread of the caller before it has its task.
        await Task.Yield();
        using var connection = new Connection(cancellationToken);
        using var body = new MemoryStream();
        DefaultHttpContext http = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        http.Features.Set<IHttpRequestLifetimeFeature>(connection);
        http.Response.Body = body;
        await application(http).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return connection.IsCut || (http.Response.ContentLength > body.Length && !HttpMethods.IsHead(http.Request.Method))
            ? throw new HttpRequestException(
                HttpRequestError.ResponseEnded, "The connection was cut.", new IOException("The connection was cut."))
            : Answer(request, http.Response, body.ToArray());
    }

    private async Task<DefaultHttpContext> ReadAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        Uri address = message.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        var http = new DefaultHttpContext();
        HttpRequest request = http.Request;
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = address.PathAndQuery;
        (request.Method, request.Scheme) = (message.Method.Method, address.Scheme);
        foreach ((string? name, System.Net.Http.Headers.HeaderStringValues values) in message.Headers.NonValidated)
        {
            request.Headers[name] = values.ToString();
        }

        request.Host = new HostString(message.Headers.Host ?? address.Authority);
        request.ContentLength = 0;
        if (message.Content is { } content)
        {
            request.ContentLength = content.Headers.ContentLength;
            foreach ((string? name, System.Net.Http.Headers.HeaderStringValues values) in content.Headers.NonValidated)
            {
                request.Headers[name] = values.ToString();
            }

            request.Body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        }

        var target = RequestTarget.Parse(address.PathAndQuery, address.Host);
        if (target.Bucket is { } bucket && (target.Key is not null || !HttpMethods.IsPut(request.Method)))
        {
            openBucket(bucket);
        }

        return http;
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request, HttpResponse response, byte[] body)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)response.StatusCode)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(body),
        };
        foreach ((string? name, Microsoft.Extensions.Primitives.StringValues values) in response.Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                answer.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return answer;
    }

    /// <summary>What stands for the connection: it ends when the client gives up, or when the application cuts it.</summary>
    private sealed class Connection(CancellationToken client) : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(client);

        public bool IsCut { get; private set; }

        public CancellationToken RequestAborted
        {
            get => _end.Token;
            set => throw new NotSupportedException();
        }

        public void Abort()
        {
            IsCut = true;
            _end.Cancel();
        }

        public void Dispose() => _end.Dispose();
    }
}
