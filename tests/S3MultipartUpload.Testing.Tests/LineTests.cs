using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The line between the clients and the endpoint, on a clock that stands until the test moves it.</summary>
public sealed class LineTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_request_is_late_by_the_latency()
    {
        await using S3TestServer server = await StartAsync(options => options.Latency = TimeSpan.FromSeconds(2));
        Task put = PutAsync(server, 1);
        await AdvanceUntilAsync(put, TimeSpan.FromSeconds(0.1));
        Assert.True(Assert.Single(server.Requests).Duration >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_connection_carries_what_it_may()
    {
        await using S3TestServer server = await StartAsync(options => options.BytesPerSecondPerConnection = 1000);
        await AdvanceUntilAsync(PutAsync(server, 4000), TimeSpan.FromSeconds(0.05));
        Assert.True(Assert.Single(server.Requests).Duration >= TimeSpan.FromSeconds(3.9));

        DateTimeOffset began = _time.GetUtcNow();
        await AdvanceUntilAsync(GetAsync(server), TimeSpan.FromSeconds(0.05));
        Assert.True(_time.GetUtcNow() - began >= TimeSpan.FromSeconds(3.9));
    }

    [Fact]
    public async Task All_connections_share_the_whole_line()
    {
        await using S3TestServer server = await StartAsync(options => options.BytesPerSecond = 1000);
        DateTimeOffset began = _time.GetUtcNow();
        await AdvanceUntilAsync(Task.WhenAll(PutAsync(server, 2000), PutAsync(server, 2000)), TimeSpan.FromSeconds(0.05));

        // Not by the duration of either: one may have come when the other was on its way already.
        Assert.True(_time.GetUtcNow() - began >= TimeSpan.FromSeconds(3.9));

        began = _time.GetUtcNow();
        await AdvanceUntilAsync(Task.WhenAll(GetAsync(server), GetAsync(server)), TimeSpan.FromSeconds(0.05));
        Assert.True(_time.GetUtcNow() - began >= TimeSpan.FromSeconds(3.9));
    }

    /// <summary>Exactly at its speed, whoever shares it; and an idle time is not made up for.</summary>
    [Fact]
    public void Bytes_pass_at_the_pace()
    {
        var pace = new Pace(1000, _time);
        Assert.Equal(50, pace.Piece);
        foreach (TimeSpan idle in new[] { TimeSpan.Zero, TimeSpan.FromHours(1) })
        {
            _time.Advance(idle);
            Task[] passing = [.. Enumerable.Range(0, 40).Select(_ => pace.PassAsync(50, CancellationToken.None))];
            int passed = passing.Count(task => task.IsCompleted);
            Assert.InRange(passed, 0, 1);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.InRange(passing.Count(task => task.IsCompleted), 20, 21);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.All(passing, task => Assert.True(task.IsCompleted));
        }
    }

    [Fact]
    public async Task A_prefix_takes_so_many_writes_and_reads_a_second()
    {
        await using S3TestServer server = await StartAsync(options => (options.WritesPerSecond, options.ReadsPerSecond) = (2, 3));
        using AmazonS3Client client = server.CreateClient();
        await PutAsync(client, "a/1");
        await PutAsync(client, "a/2");
        AmazonS3Exception refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync(client, "a/3"));
        Assert.Equal(("SlowDown", HttpStatusCode.ServiceUnavailable), (refused.ErrorCode, refused.StatusCode));

        await PutAsync(client, "b/1");
        for (int i = 0; i < 3; i++)
        {
            await client.GetObjectMetadataAsync("photos", "a/1");
        }

        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.GetObjectMetadataAsync("photos", "a/1"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await PutAsync(client, "a/3");
        await client.GetObjectMetadataAsync("photos", "a/3");
    }

    [Theory]
    [InlineData(nameof(S3TestServerOptions.Latency))]
    [InlineData(nameof(S3TestServerOptions.RestoreDelay))]
    [InlineData(nameof(S3TestServerOptions.BytesPerSecond))]
    [InlineData(nameof(S3TestServerOptions.BytesPerSecondPerConnection))]
    [InlineData(nameof(S3TestServerOptions.WritesPerSecond))]
    [InlineData(nameof(S3TestServerOptions.ReadsPerSecond))]
    public async Task What_cannot_be_is_refused_at_the_start(string name)
    {
        var options = new S3TestServerOptions();
        System.Reflection.PropertyInfo property = typeof(S3TestServerOptions).GetProperty(name)!;
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        property.SetValue(options, type == typeof(TimeSpan) ? TimeSpan.FromSeconds(-1) : Convert.ChangeType(-1, type, null));
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => S3TestServer.StartAsync(options));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Without a signature, which would be by the system's clock; a client of its own is a connection of its own.</summary>
    private static async Task PutAsync(S3TestServer server, int bytes)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var content = new ByteArrayContent(new byte[bytes]);
        using HttpResponseMessage answer = await client.PutAsync(new Uri(server.Endpoint, "photos/a"), content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task GetAsync(S3TestServer server)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await client.GetByteArrayAsync(new Uri(server.Endpoint, "photos/a"));
    }

    private static async Task PutAsync(AmazonS3Client client, string key) =>
        await client.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = key, ContentBody = "text" });

    private async Task<S3TestServer> StartAsync(Action<S3TestServerOptions> configure)
    {
        var options = new S3TestServerOptions { BucketNames = { "photos" }, TimeProvider = _time, AllowAnonymous = true };
        configure(options);
        return await S3TestServer.StartAsync(options);
    }

    private async Task AdvanceUntilAsync(Task done, TimeSpan step)
    {
        while (!done.IsCompleted)
        {
            _time.Advance(step);
            await Task.Yield();
        }

        await done;
    }
}
