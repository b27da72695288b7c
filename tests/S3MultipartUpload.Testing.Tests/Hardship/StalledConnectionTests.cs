using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// Thousands of connections that send one byte, or half a body, and then nothing more, or send and read a byte now and then. Alone, as
/// memory and speed are everyone's.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class StalledConnectionTests : EndpointScenario
{
    private const int Connections = 3_000;
    private const int HalfBody = 40_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Ordinary_clients_go_on_beside_thousands_that_stall_and_memory_stays_bounded()
    {
        await TimeOrdinaryClientsAsync();
        TimeSpan before = await TimeOrdinaryClientsAsync();
        int done = Server.Requests.Count;
        long empty = Memory();

        var stalled = new List<RawConnection>();
        for (int i = 0; i < Connections; i++)
        {
            RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
            stalled.Add(connection);
            await connection.SendAsync(
                i % 2 == 0 ? "P" : $"PUT /{Bucket}/half-{i} HTTP/1.1\r\nHost: a\r\nContent-Length: {2 * HalfBody}\r\n\r\n");
            if (i % 2 == 1)
            {
                await connection.SendAsync(new byte[HalfBody]);
            }
        }

        TimeSpan beside = await TimeOrdinaryClientsAsync();
        long full = Memory();
        int answered = Server.Requests.Count;
        stalled.ForEach(connection => connection.Dispose());
        await Server.WaitForRequestsAsync(answered + (Connections / 2), TestContext.Current.CancellationToken);

        TestContext.Current.SendDiagnosticMessage(
            $"{Connections} stalled connections: {(full - empty) >> 20} MiB; ordinary clients {before} before, {beside} beside them");
        Assert.All(
            Server.Requests.Skip(answered), request => Assert.Equal((S3Operation.PutObject, 0), (request.Operation, request.Status)));
        Assert.All(Server.Requests.Skip(done).Take(answered - done), request => Assert.Equal(200, request.Status));
        Assert.Equal(1, (await Client.ListObjectsV2Async(new() { BucketName = Bucket })).KeyCount);
        Assert.InRange(full - empty, 0, Connections * 150L * 1024);
        Assert.InRange(beside, TimeSpan.Zero, (3 * before) + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Ordinary_clients_go_on_beside_thousands_that_are_slow_and_these_are_served_in_the_end()
    {
        const int Readers = 40;
        const int Bytes = 8;
        string large = new('x', 4 << 20); // More than the system takes from the endpoint for a reader.
        await PutAsync("large", large);
        var slow = new List<RawConnection>();
        for (int i = 0; i < Connections; i++)
        {
            slow.Add(await RawConnection.OpenAsync(Server.Endpoint, i < Readers ? 4096 : null));
            string request = i < Readers ? $"GET /{Bucket}/large" : $"PUT /{Bucket}/slow-{i}";
            await slow[i].SendAsync(
                $"{request} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {(i < Readers ? 0 : Bytes)}\r\n\r\n");
        }

        for (int round = 1; round < Bytes; round++)
        {
            foreach (RawConnection connection in slow.Take(Readers))
            {
                Assert.NotEmpty(await connection.ReadSomeAsync(1));
            }

            foreach (RawConnection connection in slow.Skip(Readers))
            {
                await connection.SendAsync("s");
            }

            await PutAsync("ordinary", $"round {round}");
            Assert.Equal(Encoding.ASCII.GetBytes($"round {round}"), await ReadAsync("ordinary"));
        }

        Assert.DoesNotContain(Server.Requests, request => request.Key?.StartsWith("slow", StringComparison.Ordinal) == true);
        foreach (RawConnection connection in slow.Skip(Readers))
        {
            await connection.SendAsync("s");
        }

        for (int i = 0; i < Connections; i++)
        {
            string end = await slow[i].ReadToEndAsync();
            bool served = i < Readers
                ? end.EndsWith("\r\n\r\n" + large, StringComparison.Ordinal)
                : end.StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
            Assert.True(served, $"Connection {i} got {end.Length} bytes.");
            slow[i].Dispose();
        }

        Assert.Equal(new string('s', Bytes), Encoding.ASCII.GetString(await ReadAsync($"slow-{Connections - 1}")));
    }

    [Fact]
    public async Task An_endpoint_stops_at_once_while_clients_stall()
    {
        var stalled = new List<RawConnection>();
        for (int i = 0; i < 100; i++)
        {
            RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
            stalled.Add(connection);
            await connection.SendAsync($"PUT /{Bucket}/half HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n1");
        }

        await Server.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.All(await Task.WhenAll(stalled.Select(connection => connection.ReadToEndAsync())), Assert.Empty);
        stalled.ForEach(connection => connection.Dispose());
    }

    /// <summary>What 16 clients need for some hundred objects.</summary>
    private async Task<TimeSpan> TimeOrdinaryClientsAsync()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(4_096);
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, token) =>
        {
            await Client.PutObjectAsync(
                new PutObjectRequest { BucketName = Bucket, Key = "ordinary", InputStream = new MemoryStream(bytes) }, token);
            Assert.Equal(bytes, await ReadAsync("ordinary"));
        });
        return clock.Elapsed;
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
