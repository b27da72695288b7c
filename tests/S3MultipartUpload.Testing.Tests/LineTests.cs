using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The line between the clients and the endpoint, on a clock that stands but where somebody waits by it.</summary>
public sealed class LineTests
{
    private readonly WaitingClock _time = new();

    [Fact]
    public async Task A_request_is_late_by_the_latency()
    {
        await using S3TestServer server = await StartAsync(options => options.Latency = TimeSpan.FromSeconds(2));
        await PutAsync(server, 1);
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Single(server.Requests).Duration);
    }

    [Fact]
    public async Task A_connection_carries_what_it_may()
    {
        await using S3TestServer server = await StartAsync(options => options.BytesPerSecondPerConnection = 1000);
        await TakesAsync(TimeSpan.FromSeconds(4), () => PutAsync(server, 4000));
        await TakesAsync(TimeSpan.FromSeconds(4), () => GetAsync(server));
    }

    [Fact]
    public async Task All_connections_share_the_whole_line()
    {
        await using S3TestServer server = await StartAsync(options => options.BytesPerSecond = 1000);
        await TakesAsync(TimeSpan.FromSeconds(4), () => Task.WhenAll(PutAsync(server, 2000), PutAsync(server, 2000)));
        await TakesAsync(TimeSpan.FromSeconds(4), () => Task.WhenAll(GetAsync(server), GetAsync(server)));
    }

    /// <summary>Exactly at its speed, whoever shares it; and an idle time is not made up for.</summary>
    [Fact]
    public void Bytes_pass_at_the_pace()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var pace = new Pace(1000, time);
        Assert.Equal(50, pace.Piece);
        foreach (TimeSpan idle in new[] { TimeSpan.Zero, TimeSpan.FromHours(1) })
        {
            time.Advance(idle);
            Task[] passing = [.. Enumerable.Range(0, 40).Select(_ => pace.PassAsync(50, CancellationToken.None))];
            int passed = passing.Count(task => task.IsCompleted);
            Assert.InRange(passed, 0, 1);
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.InRange(passing.Count(task => task.IsCompleted), 20, 21);
            time.Advance(TimeSpan.FromSeconds(1));
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

    /// <summary>But for the first piece, which passes at once.</summary>
    private async Task TakesAsync(TimeSpan time, Func<Task> work)
    {
        DateTimeOffset began = _time.GetUtcNow();
        await work();
        Assert.InRange(_time.GetUtcNow() - began, time - TimeSpan.FromSeconds(0.1), time + TimeSpan.FromSeconds(0.5));
    }

    /// <summary>Moves on where somebody waits by it, to the end of that wait, and never otherwise.</summary>
    private sealed class WaitingClock() : FakeTimeProvider(DateTimeOffset.UtcNow)
    {
        private readonly Lock _gate = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                DateTimeOffset end = GetUtcNow() + dueTime;
                ITimer timer = base.CreateTimer(callback, state, dueTime, period);
                if (period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero)
                {
                    _ = Task.Run(() => MoveTo(end));
                }

                return timer;
            }
        }

        private void MoveTo(DateTimeOffset end)
        {
            lock (_gate)
            {
                TimeSpan left = end - GetUtcNow();
                if (left > TimeSpan.Zero)
                {
                    Advance(left);
                }
            }
        }
    }
}
