using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Store;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload.Tests;

/// <summary>A journal that hangs holds nobody up, and what it does late it does in order.</summary>
public sealed class BoundedJournalTests
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_removal_behind_an_appending_that_was_given_up_comes_after_it_and_before_the_end()
    {
        var hanging = new HangingJournal();
        BoundedJournal journal = await BoundedJournal
            .OpenAsync(hanging, "name", "the folder", new Deadline(After, _time), TestContext.Current.CancellationToken);
        await GiveUpAsync(journal.AppendAsync(default, CancellationToken.None), CheckpointProblem.NotSaved);
        await GiveUpAsync(journal.DeleteAsync(CancellationToken.None), CheckpointProblem.Unavailable);
        await journal.DisposeAsync();
        Assert.DoesNotContain("dispose", hanging.Calls);
        hanging.Appended.SetResult();
        await hanging.Disposed.Task;
        Assert.Equal(["append", "delete", "dispose"], hanging.Calls);
    }

    private async Task GiveUpAsync(ValueTask call, CheckpointProblem problem)
    {
        Task running = call.AsTask();
        _time.Advance(After);
        Assert.Equal(problem, (await Assert.ThrowsAsync<CheckpointException>(() => running)).Problem);
    }

    private sealed class HangingJournal : IJournalStore, IJournal
    {
        public ConcurrentQueue<string> Calls { get; } = [];

        public TaskCompletionSource Appended { get; } = new();

        public TaskCompletionSource Disposed { get; } = new();

        public string Location => "here";

        public ValueTask<IJournal> OpenJournalAsync(string name, CancellationToken cancellationToken) => new(this);

        public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
        {
            Calls.Enqueue("append");
            return new(Appended.Task);
        }

        public ValueTask DeleteAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Calls.Enqueue("delete");
            return default;
        }

        public ValueTask DisposeAsync()
        {
            Calls.Enqueue("dispose");
            Disposed.SetResult();
            return default;
        }
    }
}
