using System.Diagnostics;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// Whatever happens to uploads, and to the processes that run them: they end, leave nothing that nobody knows, and can be finished.
/// SCHEDULES=0-999 runs more schedules than an ordinary run, SCHEDULES=17 one alone.
/// </summary>
public sealed class ScheduleTests : ResumeScenario
{
    /// <summary>Of real time: no schedule takes a hundredth of it, unless it hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Any_schedule_ends_leaves_nothing_unknown_and_can_be_finished()
    {
        using var network = new HttpMessageInvoker(new SocketsHttpHandler());
        var clock = Stopwatch.StartNew();
        int[] seeds = [.. SeedRange.Of("SCHEDULES", usual: 60)];
        int[] counts = new int[6];
        foreach (int seed in seeds)
        {
            using var run = new ScheduleRun(seed, Server, Client, network, Bucket);
            try
            {
                await run.ExecuteAsync().WaitAsync(Patience);
            }
            catch (Exception failure)
            {
                Assert.Fail($"Schedule {seed} (alone: SCHEDULES={seed}):{Environment.NewLine}{run}{Environment.NewLine}{failure}");
            }

            int[] these = [run.Kills, run.Cancels, run.Pauses, run.InUse, run.Failures, run.PartsResumed];
            counts = [.. counts.Zip(these, (before, more) => before + more)];
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{seeds.Length} schedules in {clock.Elapsed.TotalSeconds:N0} s: {counts[0]} kills, {counts[1]} cancellations, " +
            $"{counts[2]} pauses, {counts[3]} refused because in use, {counts[4]} failures, {counts[5]} parts resumed.");

        // They were hard enough.
        if (seeds.Length >= 60)
        {
            Assert.All(counts, count => Assert.True(count > seeds.Length / 20, "It hardly happens."));
        }
    }
}
