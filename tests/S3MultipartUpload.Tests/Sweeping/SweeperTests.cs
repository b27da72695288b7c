using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Moq;
using S3MultipartUpload.Sweeping;

namespace S3MultipartUpload.Tests;

public sealed class SweeperTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly WatchedTime _time = new();
    private readonly Mock<IIncompleteUploads> _uploads = new();
    private readonly Mock<ICheckpointStore> _checkpoints = new();

    public SweeperTests()
    {
        _uploads.Setup(all => all.AbortAsync(It.IsAny<IncompleteUploadQuery>(), false, It.IsAny<CancellationToken>()))
            .Returns(Array.Empty<AbortResult>().ToAsyncEnumerable());
        _checkpoints.Setup(it => it.ListAsync(It.IsAny<CancellationToken>()))
            .Returns(Array.Empty<CheckpointEntry>().ToAsyncEnumerable());
    }

    [Fact]
    public async Task Sweeps_follow_one_another_at_intervals_that_vary_by_a_tenth()
    {
        int sweeps = 0;
        using var sweeper = new IncompleteUploadSweeper(
            Day, _ => Task.FromResult(sweeps++), _time, new FakeLogger<IncompleteUploadSweeper>());
        await sweeper.StartAsync(CancellationToken.None);
        HashSet<TimeSpan> pauses = [];
        for (int i = 0; i < 20; i++)
        {
            TimeSpan pause = await _time.Waits.ReadAsync();
            Assert.Equal(i, sweeps);
            Assert.InRange(pause, i == 0 ? TimeSpan.Zero : Day * 0.9, i == 0 ? TimeSpan.FromHours(1) : Day * 1.1);
            pauses.Add(pause);
            _time.Advance(pause);
        }

        Assert.InRange(pauses.Count, 10, 20);
        await _time.Waits.ReadAsync();
        await sweeper.StopAsync(CancellationToken.None);
        Assert.Equal(20, sweeps);
    }

    [Fact]
    public async Task The_first_sweep_is_within_an_interval_that_is_short()
    {
        using var sweeper = new IncompleteUploadSweeper(
            TimeSpan.FromMinutes(1), _ => Task.CompletedTask, _time, new FakeLogger<IncompleteUploadSweeper>());
        await sweeper.StartAsync(CancellationToken.None);
        Assert.InRange(await _time.Waits.ReadAsync(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await sweeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_sweep_that_cannot_begin_is_told_of_and_followed_by_the_next()
    {
        var logger = new FakeLogger<IncompleteUploadSweeper>();
        using var sweeper = new IncompleteUploadSweeper(Day, _ => throw new InvalidOperationException("No client."), _time, logger);
        await sweeper.StartAsync(CancellationToken.None);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(await _time.Waits.ReadAsync());
        }

        await _time.Waits.ReadAsync();
        await sweeper.StopAsync(CancellationToken.None);
        FakeLogRecord[] told = [.. logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Error)];
        Assert.Equal(3, told.Length);
        Assert.All(told, record => Assert.Contains("No client.", record.Message, StringComparison.Ordinal));
        Assert.IsType<InvalidOperationException>(logger.LatestRecord.Exception);
    }

    [Fact]
    public async Task An_application_has_one_sweeper_for_each_uploader_and_each_knows_all_checkpoints()
    {
        var ofRequests = new Mock<ICheckpointStore>();
        ofRequests.Setup(it => it.ListAsync(It.IsAny<CancellationToken>()))
            .Returns(Array.Empty<CheckpointEntry>().ToAsyncEnumerable());
        IServiceCollection services = Services();
        services.AddKeyedScoped("eu", (_, _) => _uploads.Object);
        services.AddKeyedS3MultipartUpload("us", options => options.CheckpointStore = _checkpoints.Object);
        services.AddKeyedS3MultipartUpload("eu")
            .AddIncompleteUploadSweeper(options => options.Queries.Add(new IncompleteUploadQuery { BucketName = "photos" }))
            .AddIncompleteUploadSweeper(options => options.CheckpointStores.Add(ofRequests.Object));
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        IHostedService sweeper = Assert.Single(provider.GetServices<IHostedService>());
        await sweeper.StartAsync(CancellationToken.None);
        _time.Advance(await _time.Waits.ReadAsync());
        await _time.Waits.ReadAsync();
        await sweeper.StopAsync(CancellationToken.None);
        Assert.Equal("photos", Assert.IsType<IncompleteUploadQuery>(Assert.Single(_uploads.Invocations).Arguments[0]).BucketName);
        Assert.Single(_checkpoints.Invocations);
        Assert.Single(ofRequests.Invocations);
    }

    [Fact]
    public void Wrong_options_stop_the_application_at_its_start()
    {
        IServiceCollection services = Services();
        services.AddSingleton(_uploads.Object);
        services.AddS3MultipartUpload().AddIncompleteUploadSweeper(options => options.CheckpointStores.Add(null!));
        using ServiceProvider provider = services.BuildServiceProvider();
        string[] problems =
            [.. Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate).Failures];
        Assert.Equal(["Queries is empty: say in which buckets to sweep.", "CheckpointStores has a null."], problems);
        Assert.Throws<ArgumentNullException>(() => services.AddS3MultipartUpload().AddIncompleteUploadSweeper(null!));
    }

    private IServiceCollection Services() => new ServiceCollection()
        .AddSingleton<TimeProvider>(_time)
        .AddSingleton(new MockS3().Client)
        .AddKeyedSingleton("eu", new MockS3().Client)
        .AddKeyedSingleton("us", new MockS3().Client);
}
