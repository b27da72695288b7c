using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Store;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload.Tests;

/// <summary>Whoever stops waiting for a call leaves nothing behind that the call gives: a checkpoint would stay held for ever.</summary>
public sealed class BoundedCallTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<string> _opened = new();
    private readonly List<string> _late = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_when_nobody_waits_any_more_is_let_go(bool comesWhileGivingUp)
    {
        Task<string> call = BoundedCall.RunAsync(
            _ => _opened.Task,
            new Deadline(TimeSpan.FromSeconds(1), _time),
            failure =>
            {
                if (comesWhileGivingUp)
                {
                    _opened.SetResult("checkpoint");
                }

                return CheckpointException.Unavailable("here", failure);
            },
            late =>
            {
                _late.Add(late);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<CheckpointException>(() => call);
        _opened.TrySetResult("checkpoint");
        Assert.Equal(["checkpoint"], _late);
    }

    [Fact]
    public async Task What_comes_in_time_is_the_caller_s()
    {
        _opened.SetResult("checkpoint");
        Assert.Equal("checkpoint", await BoundedCall.RunAsync(
            _ => _opened.Task,
            new Deadline(TimeSpan.FromSeconds(1), _time),
            failure => CheckpointException.Unavailable("here", failure),
            late => throw new InvalidOperationException(late),
            CancellationToken.None));
    }
}
