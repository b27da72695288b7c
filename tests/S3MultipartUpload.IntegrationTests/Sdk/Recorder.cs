using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace S3MultipartUpload.IntegrationTests.Sdk;

/// <summary>Notes what the SDK sends, reads the bodies, and answers in the store's place.</summary>
internal sealed class Recorder : HttpMessageHandler
{
    public List<Sending> Sent { get; } = [];

    public Func<int, HttpResponseMessage> Answer { get; set; } = _ => Ok();

    public static HttpResponseMessage Ok()
    {
        var answer = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        answer.Headers.TryAddWithoutValidation("ETag", "\"e\"");
        return answer;
    }

    public static HttpResponseMessage ServerError() =>
        new(HttpStatusCode.InternalServerError) { Content = new ByteArrayContent([]) };

    public AmazonS3Client Client(string scheme = "https", Action<AmazonS3Config>? configure = null)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = $"{scheme}://store.invalid",
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            HttpClientFactory = new Factory(this),
        };
        configure?.Invoke(config);
        return new AmazonS3Client(new BasicAWSCredentials("key", "secret"), config);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = request.Headers;
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Sent.Add(new Sending(
            request.Method,
            request.RequestUri?.PathAndQuery ?? "",
            headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(',', header.Value)),
            body));
        HttpResponseMessage answer = Answer(Sent.Count);
        answer.RequestMessage = request;
        return answer;
    }

    internal sealed record Sending(HttpMethod Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);

    private sealed class Factory(Recorder recorder) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(recorder, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
