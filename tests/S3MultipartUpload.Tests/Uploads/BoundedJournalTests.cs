using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Store;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload.Tests;

/// <summary>A journal that hangs holds nobody up, and what it does late it does in order.</summary>
public sealed class BoundedJournalTests : IJournalStore, IJournal
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _calls = [];
    private readonly TaskCompletionSource _appended = new();
    private readonly TaskCompletionSource _disposed = new();

    public string Location => "here";

    [Fact]
    public async Task A_removal_behind_an_appending_that_was_given_up_comes_after_it_and_before_the_end()
    {
        BoundedJournal journal = await BoundedJournal
            .OpenAsync(this, "name", "the folder", new Deadline(After, _time), TestContext.Current.CancellationToken);
        await GiveUpAsync(journal.AppendAsync(default, CancellationToken.None), CheckpointProblem.NotSaved);
        await GiveUpAsync(journal.DeleteAsync(CancellationToken.None), CheckpointProblem.Unavailable);
        await journal.DisposeAsync();
        Assert.DoesNotContain("dispose", _calls);
        _appended.SetResult();
        await _disposed.Task;
        Assert.Equal(["append", "delete", "dispose"], _calls);
    }

    public ValueTask<IJournal> OpenJournalAsync(string name, CancellationToken cancellationToken) => new(this);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        _calls.Enqueue("append");
        return new(_appended.Task);
    }

    public ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _calls.Enqueue("delete");
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _calls.Enqueue("dispose");
        _disposed.SetResult();
        return default;
    }

    private async Task GiveUpAsync(ValueTask call, CheckpointProblem problem)
    {
        Task running = call.AsTask();
        _time.Advance(After);
        Assert.Equal(problem, (await Assert.ThrowsAsync<CheckpointException>(() => running)).Problem);
    }
}
