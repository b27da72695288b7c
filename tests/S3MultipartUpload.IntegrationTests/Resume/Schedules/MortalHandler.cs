using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>The network of a process that may be killed.</summary>
internal sealed partial class MortalHandler(HttpMessageInvoker network, ProcessLife life) : HttpMessageHandler
{
    private readonly object _gate = new();
    private readonly List<string> _opened = [];
    private int _creates;
    private int _sending;

    /// <summary>The ids of the uploads that the store told this process of.</summary>
    public IReadOnlyList<string> Opened
    {
        get
        {
            lock (_gate)
            {
                return [.. _opened];
            }
        }
    }

    /// <summary>How many uploads may have been opened of which the store could tell nobody.</summary>
    public int LostCreates
    {
        get
        {
            lock (_gate)
            {
                return _creates - _opened.Count;
            }
        }
    }

    /// <summary>How many requests are on their way that a pause holds up.</summary>
    public int Sending => Volatile.Read(ref _sending);

    public HttpClientFactory ToFactory() => new Factory(this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string query = request.RequestUri?.Query ?? "";
        bool isCreate = request.Method == HttpMethod.Post && query.Contains("uploads", StringComparison.Ordinal);
        bool isHeldUp = !isCreate && (request.Method == HttpMethod.Put || request.Method == HttpMethod.Post);
        Interlocked.Add(ref _sending, isHeldUp ? 1 : 0);
        try
        {
            life.Step();
            await life.ThrowIfDeadAsync();
            HttpResponseMessage answer = await SendAsync(request, isCreate, cancellationToken);
            life.Step();
            await life.ThrowIfDeadAsync();
            return answer;
        }
        finally
        {
            Interlocked.Add(ref _sending, isHeldUp ? -1 : 0);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isCreate, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _creates, isCreate ? 1 : 0);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life.End);
        try
        {
            HttpResponseMessage answer = await network.SendAsync(request, either.Token);
            if (isCreate)
            {
                await NoteAsync(answer, either.Token);
            }

            return answer;
        }
        catch (Exception) when (life.IsDead)
        {
            await life.ThrowIfDeadAsync();
            throw;
        }
        catch (Exception) when (isCreate && cancellationToken.IsCancellationRequested)
        {
            Interlocked.Decrement(ref _creates); // Whoever does not wait for the answer has lost the upload himself.
            throw;
        }
    }

    private async Task NoteAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        Match id = UploadIdElement().Match(await answer.Content.ReadAsStringAsync(cancellationToken));
        lock (_gate)
        {
            if (id.Success)
            {
                _opened.Add(id.Groups[1].Value);
            }
            else if (!answer.IsSuccessStatusCode)
            {
                _creates--; // Refused: there is no upload.
            }
        }
    }

    [GeneratedRegex("<UploadId>([^<]*)</UploadId>")]
    private static partial Regex UploadIdElement();

    private sealed class Factory(MortalHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
