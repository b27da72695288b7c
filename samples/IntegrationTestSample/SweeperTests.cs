using System.Threading.Channels;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace IntegrationTestSample;

/// <summary>The web application in samples/WebUpload aborts what its clients have left unfinished; the test drives its clock.</summary>
public sealed class SweeperTests(S3TestFixture s3) : IClassFixture<S3TestFixture>
{
    [Fact(Timeout = 60_000)]
    public async Task An_upload_below_its_prefix_that_is_a_week_old_is_aborted_and_no_other()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await s3.Client.InitiateMultipartUploadAsync(s3.BucketName, "incoming/a", token);
        await s3.Client.InitiateMultipartUploadAsync(s3.BucketName, "elsewhere/a", token);
        var time = new WatchedTime(DateTimeOffset.UtcNow.AddDays(6.5));
        await using WebApplicationFactory<Program> application = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("WebUpload:BucketName", s3.BucketName)
            .ConfigureTestServices(services => services.AddSingleton(s3.Client).AddSingleton<TimeProvider>(time)));
        using HttpClient browser = application.CreateClient();  // starts the application

        time.Advance(await time.NextTimerAsync(TimeSpan.Zero, token));
        TimeSpan untilNext = await time.NextTimerAsync(TimeSpan.FromHours(12), token);
        Assert.Equal(["elsewhere/a", "incoming/a"], await OpenAsync());

        time.Advance(untilNext);
        await time.NextTimerAsync(TimeSpan.FromHours(12), token);
        Assert.Equal(["elsewhere/a"], await OpenAsync());
    }

    private async Task<IEnumerable<string>> OpenAsync()
    {
        ListMultipartUploadsResponse open = await s3.Client.ListMultipartUploadsAsync(s3.BucketName);
        return open.MultipartUploads.Select(upload => upload.Key);
    }

    /// <summary>A clock that tells which timers are set: the sweeper's is, as soon as a sweep has ended.</summary>
    private sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

        public async Task<TimeSpan> NextTimerAsync(TimeSpan atLeast, CancellationToken cancellationToken)
        {
            TimeSpan timer;
            do
            {
                timer = await _timers.Reader.ReadAsync(cancellationToken);
            }
            while (timer < atLeast);

            return timer;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
