namespace S3MultipartUpload.Testing.Tests;

/// <summary>Looks at a request on its way out, and can damage its body.</summary>
internal sealed class TapHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public bool FlipABit { get; set; }

    public string? ContentSha256 { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ContentSha256 = request.Headers.GetValues("x-amz-content-sha256").Single();
        if (request.Content is { } content && FlipABit)
        {
            byte[] bytes = await content.ReadAsByteArrayAsync(cancellationToken);
            bytes[bytes.Length / 2] ^= 1;
            var damaged = new ByteArrayContent(bytes);
            foreach ((string? name, IEnumerable<string>? values) in content.Headers)
            {
                damaged.Headers.TryAddWithoutValidation(name, values);
            }

            request.Content = damaged;
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
