using System.CommandLine;
using Microsoft.Extensions.Hosting;
using S3MultipartUpload.Fleet.Cli;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>The exit code tells a script what became of a command.</summary>
public sealed class ExitCodeTests(Postgres postgres) : FleetScenario(postgres)
{
    [Theory]
    [InlineData("list", 0)]
    [InlineData("submit a --bucket archive --source file:data/a --key a", 0)]
    [InlineData("submit a --bucket archive --source file:data/a --key /a", 2)]
    [InlineData("submit a --bucket archive --source https://me:secret@127.0.0.1/a --key a", 2)]
    [InlineData("status nobody", 2)]
    [InlineData("watch nobody", 2)]
    [InlineData("objects nobody", 2)]
    [InlineData("pause nobody", 2)]
    [InlineData("retry nobody", 2)]
    [InlineData("node --jobs 0", 2)]
    [InlineData("node --root data", 2)]
    [InlineData("node --limit archive=0", 2)]
    [InlineData("node --limit archive=99999999999", 2)]
    public async Task A_command_that_is_done_or_refused(string command, int exitCode) =>
        Assert.Equal(exitCode, await RunAsync(command, Connection));

    [Fact]
    public async Task A_database_that_cannot_be_reached() => Assert.Equal(1, await RunAsync("list", "Host=127.0.0.1;Port=1;Timeout=2"));

    [Fact]
    public async Task An_upload_that_has_failed()
    {
        await Fleet.SubmitAsync(Upload("failed"), new FleetItem("a", FleetSource.File("data", "none")));
        await StartNodeAsync(options => options.MaxAttempts = 1);
        Assert.Equal(3, await RunAsync("watch failed", Connection));
        Assert.Equal(0, await RunAsync("objects failed", Connection));
    }

    [Fact]
    public async Task What_becomes_of_an_upload_is_changed()
    {
        await Fleet.SubmitAsync(Upload("a"), new FleetItem("a", FleetSource.File("data", "a.bin")));
        await ChangeAsync("pause", FleetState.Paused);
        await ChangeAsync("resume", FleetState.Running);
        IHost node = await StartNodeAsync(options => options.MaxAttempts = 1);
        Assert.Equal(FleetState.Failed, (await EndOfAsync("a")).State);
        await StopNodeAsync(node);
        await ChangeAsync("retry", FleetState.Running);
        await ChangeAsync("cancel", FleetState.Canceled);
        Assert.Equal(2, await RunAsync("retry a", Connection)); // It has been cancelled.

        async Task ChangeAsync(string command, FleetState state)
        {
            Assert.Equal(0, await RunAsync($"{command} a", Connection));
            Assert.Equal(state, (await Fleet.GetAsync("a"))!.State);
        }
    }

    private static Task<int> RunAsync(string command, string connection) =>
        new FleetCommandLine().Parse([.. command.Split(' '), "--connection", connection])
            .InvokeAsync(
                new InvocationConfiguration { Output = TextWriter.Null, Error = TextWriter.Null },
                TestContext.Current.CancellationToken);
}
