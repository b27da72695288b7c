using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>What the services of an application get; no database is asked.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public void A_second_fleet_is_refused()
    {
        IServiceCollection services = Services();
        int before = services.Count;
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => services.AddS3UploadFleet(_ => throw new InvalidOperationException("It was asked.")));
        Assert.Contains("one call", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, services.Count);
    }

    /// <summary>A clock that is registered later, or made by the container, is that of the nodes, too.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_clock_is_that_which_the_application_has_in_the_end(bool isMade)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        IServiceCollection services = Services();
        _ = isMade ? services.AddSingleton<TimeProvider>(_ => time) : services.AddSingleton<TimeProvider>(time);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal(time.GetUtcNow(), provider.GetRequiredService<DatabaseClock>().GetUtcNow());
    }

    /// <summary>A scheduler that the application has is set by the application: what is said of another would be lost.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Settings_of_a_scheduler_that_the_application_has_are_refused(bool isFirst)
    {
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => new ServiceCollection().AddS3UploadFleet(fleet =>
            {
                fleet.UsePostgres("Host=127.0.0.1;Port=1");
                _ = isFirst ? fleet.UseQuartz(_ => { }) : fleet;
                fleet.UseScheduler((_, _) => throw new InvalidOperationException("It was asked."));
                _ = isFirst ? fleet : fleet.UseQuartz(_ => { });
            }));
        Assert.Contains("UseQuartz", refused.Message, StringComparison.Ordinal);
    }

    private static IServiceCollection Services() => new ServiceCollection().AddLogging().AddS3UploadFleet(
        fleet => fleet.UsePostgres("Host=127.0.0.1;Port=1").SubmitOnly());
}
