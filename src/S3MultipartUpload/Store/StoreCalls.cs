using Microsoft.Extensions.Logging;
using Polly;
using S3MultipartUpload.Line;

namespace S3MultipartUpload.Store;

/// <summary>Makes requests as often as the pipeline says, and waits for their answers as long as patience lasts.</summary>
/// <param name="strategies">Repeat what fails.</param>
/// <param name="patience">How long to wait for what.</param>
/// <param name="line">Who may send.</param>
/// <param name="logger">Is told what is repeated.</param>
/// <param name="serverAddress">The host of the store; null where it is not known.</param>
internal sealed class StoreCalls(
    RequestStrategies strategies, Patience patience, RequestLine line, ILogger logger, string? serverAddress)
{
    public ResiliencePipeline Pipeline => strategies.Pipeline;

    /// <summary>Whether some strategies are the application's.</summary>
    public bool HasOthers => strategies.HasOthers;

    public Patience Patience => patience;

    public RequestLine Line => line;

    public ILogger Logger => logger;

    public string? ServerAddress => serverAddress;

    /// <summary>Makes a request that is not about the bytes of a part.</summary>
    /// <param name="operation">Its name, in S3's words.</param>
    /// <param name="call">One attempt.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public Task<T> ExecuteAsync<T>(string operation, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        ExecuteAsync(operation, Wait.Answer, watch => call(watch.Token), cancellationToken);

    /// <param name="operation">Its name, in S3's words.</param>
    /// <param name="wait">What is waited for at first.</param>
    /// <param name="request">One attempt; it tells its watch what moves.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task<T> ExecuteAsync<T>(
        string operation, Wait wait, Func<AttemptWatch, Task<T>> request, CancellationToken cancellationToken)
    {
        using var call = new StoreCall(this, operation, partNumber: null);
        return await call.ExecuteAsync(
            token => line.RunAsync(
                () => call.RequestAsync(() => AttemptWatch.RunAsync(patience, wait, operation, request, token)), token),
            cancellationToken).ConfigureAwait(false);
    }
}
