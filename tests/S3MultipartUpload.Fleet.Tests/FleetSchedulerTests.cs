using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>The scheduler that the fleet makes for itself: what the application may set of it, and how it ends.</summary>
public sealed class FleetSchedulerTests(Postgres postgres) : FleetScenario(postgres)
{
    /// <summary>Where the application has none, it may change what the fleet's own is set to, and what it says comes last.</summary>
    [Fact]
    public async Task The_scheduler_of_the_fleet_is_set_by_the_application()
    {
        byte[] bytes = await WriteAsync("a.bin", 100);
        IHost host = Build(fleet => fleet.UsePostgres(Connection)
            .UseQuartz(quartz => quartz.UseDefaultThreadPool(7))
            .UseQuartz(quartz => quartz.ConfigureScheduler(scheduler => scheduler.IdleWaitTime = TimeSpan.FromSeconds(1)))
            .Configure(options => (options.Roots["data"], options.MaxJobs) = (Folder, 4)));
        await host.StartAsync(TestContext.Current.CancellationToken);
        IScheduler scheduler = await SchedulerOf(host);
        Assert.Equal(7, (await scheduler.GetMetadata()).ThreadPoolSize);
        await Fleet.SubmitAsync(Upload("one"), new FleetItem("a", FleetSource.File("data", "a.bin")));
        Assert.Equal(FleetState.Completed, (await EndOfAsync("one")).State);
        await AssertStoredAsync("a", bytes);
        await StopNodeAsync(host);
    }

    /// <summary>The scheduler has handed it out before: it is not shut down until the job has been given to another node.</summary>
    [Fact]
    public async Task A_job_that_begins_when_the_node_stops_is_handed_on()
    {
        byte[] bytes = await WriteAsync("a.bin", 100);
        var gate = new Gate();
        await Fleet.SubmitAsync(Upload("one"), new FleetItem("a", FleetSource.File("data", "a.bin")));
        var log = new ErrorLog();
        IHost host = Build(
            fleet => fleet.UsePostgres(Connection)
                .UseQuartz(quartz => quartz.AddJobListener(gate))
                .Configure(options => (options.Roots["data"], options.LostAfter, options.RetryDelay) =
                    (Folder, TimeSpan.FromHours(1), TimeSpan.FromSeconds(1))),
            services => services.AddSingleton<ILoggerProvider>(log));
        await host.StartAsync(TestContext.Current.CancellationToken);
        IScheduler scheduler = await SchedulerOf(host);
        await gate.Reached.Task.WaitAsync(Patience);
        Task stopping = StopNodeAsync(host);
        await UntilAsync(() => Task.FromResult(scheduler.Status != SchedulerStatus.Running));
        Assert.False(stopping.IsCompleted);
        gate.Open.SetResult();
        await stopping.WaitAsync(Patience);
        Assert.Empty(log.Errors);
        Assert.Equal(1, await CountAsync("select count(*) from qrtz_job_details"));
        await StartNodeAsync(options => options.LostAfter = TimeSpan.FromHours(1));
        Assert.Equal(FleetState.Completed, (await EndOfAsync("one")).State);
        await AssertStoredAsync("a", bytes);
    }

    private static TimeSpan Patience => TimeSpan.FromMinutes(5);

    private static ValueTask<IScheduler> SchedulerOf(IHost host) =>
        host.Services.GetRequiredKeyedService<ISchedulerFactory>("S3MultipartUpload.Fleet").GetScheduler();

    /// <summary>Before the first job.</summary>
    private sealed class Gate : IJobListener
    {
        public string Name => "gate";

        public TaskCompletionSource Reached { get; } = new();

        public TaskCompletionSource Open { get; } = new();

        public async ValueTask JobToBeExecuted(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            Reached.TrySetResult();
            await Open.Task;
        }
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Errors { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                Errors.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
