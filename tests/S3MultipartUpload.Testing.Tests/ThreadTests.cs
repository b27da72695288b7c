using System.Diagnostics;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The endpoint waits without threads. Alone, as the threads are everyone's.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ThreadTests : EndpointScenario
{
    private const int Connections = 300;

    [Fact]
    public async Task Held_connections_occupy_no_threads()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        string upload = await CreateUploadAsync("a");
        using var http = new HttpClient();
        int before = CountThreads();

        Task<HttpResponseMessage>[] sending = [.. Enumerable.Range(1, Connections).Select(number => http.PutAsync(
            new Uri(Server.Endpoint, $"/{Bucket}/a?partNumber={number}&uploadId={upload}"), new ByteArrayContent([1])))];
        await hold.WaitAsync(Connections, TestContext.Current.CancellationToken);
        int held = CountThreads();
        hold.Release();

        Assert.All(await Task.WhenAll(sending), answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.True(held - before < Connections / 2, $"{held - before} threads more for {Connections} connections");
    }

    private static int CountThreads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
