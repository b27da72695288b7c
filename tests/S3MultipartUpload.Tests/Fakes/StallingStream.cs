namespace S3MultipartUpload.Tests;

/// <summary>A stream that gives some bytes, and then nothing more, not even its end.</summary>
internal sealed class StallingStream(int delivered) : ForwardStream
{
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = delivered;

    /// <summary>Ends when all has been read that there is, and more is being waited for.</summary>
    public Task Stalled => _stalled.Task;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0)
        {
            _stalled.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        int count = Math.Min(buffer.Length, _left);
        buffer.Span[..count].Clear();
        _left -= count;
        return count;
    }
}
