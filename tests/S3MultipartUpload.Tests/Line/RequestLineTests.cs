using S3MultipartUpload.Line;

namespace S3MultipartUpload.Tests.Line;

/// <summary>Who may send, and who comes next.</summary>
public sealed class RequestLineTests
{
    [Fact]
    public async Task A_request_without_a_part_s_bytes_finds_room_beside_parts_and_comes_before_them()
    {
        RequestLine line = Fixed(parts: 30, most: 32);
        var share = new LineShare();
        Held[] parts = [.. Enumerable.Range(0, 40).Select(_ => Part(line, share))];
        Assert.Equal(30, parts.Count(part => part.HasBegun));
        Held[] others = [.. Enumerable.Range(0, 3).Select(_ => Other(line))];
        Assert.Equal([true, true, false], others.Select(other => other.HasBegun));
        await parts[0].EndAsync();
        await others[2].Begun;
        Assert.Equal(29, line.PartsInFlight);
        await others[0].EndAsync();
        await parts[30].Begun;
        Assert.Equal(30, line.PartsInFlight);
    }

    [Fact]
    public async Task The_upload_with_the_fewest_parts_on_their_way_comes_next_else_who_asked_first()
    {
        RequestLine line = Fixed(parts: 2, most: 32);
        var large = new LineShare();
        var small = new LineShare();
        Held[] first = [Part(line, large), Part(line, large), Part(line, large), Part(line, large)];
        Held late = Part(line, small);
        await first[0].EndAsync();
        await late.Begun;
        Assert.False(first[2].HasBegun);
        await first[1].EndAsync();
        await first[2].Begun;
        await late.EndAsync();
        await first[3].Begun;
    }

    [Fact]
    public async Task Whoever_waits_no_more_takes_no_room()
    {
        using var cancellation = new CancellationTokenSource();
        RequestLine line = Fixed(parts: 1, most: 2);
        var share = new LineShare();
        Held first = Part(line, share);
        Held[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Part(line, share, cancellation.Token))];
        Held last = Part(line, share);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[2].Ended);
        await first.EndAsync();
        await last.Begun;
        await last.EndAsync();
        Assert.Equal((0, 0), (line.PartsInFlight, share.InFlight));
        Assert.All(waiting, part => Assert.False(part.HasBegun));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => line.RunAsync(() => Task.FromResult(1), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task What_fails_gives_its_room_back()
    {
        RequestLine line = Fixed(parts: 1, most: 2);
        await Assert.ThrowsAsync<IOException>(
            () => line.RunPartAsync<int>(new LineShare(), () => throw new IOException("cut"), CancellationToken.None));
        Assert.Equal(0, line.PartsInFlight);
        Assert.True(Part(line, new LineShare()).HasBegun);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(16, 15)]
    [InlineData(256, 240)]
    [InlineData(10_000, 9_375)]
    public void A_sixteenth_is_left_to_what_is_no_part(int requests, int parts) => Assert.Equal(parts, RequestLine.PartsOf(requests));

    /// <summary>Only one part is prepared ahead of its turn, however many uploads wait.</summary>
    [Fact]
    public async Task The_next_part_is_prepared_when_the_one_before_has_its_turn()
    {
        RequestLine line = Fixed(parts: 1, most: 2);
        var share = new LineShare();
        await share.WaitAsync(CancellationToken.None);
        Held first = Part(line, share);
        await share.WaitAsync(CancellationToken.None);
        Held second = Part(line, share);
        Task third = share.WaitAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);
        await first.EndAsync();
        await second.Begun;
        await third;
    }

    private static RequestLine Fixed(int parts, int most) => new(UploadConcurrency.Fixed(parts), most, TimeProvider.System);

    private static Held Part(RequestLine line, LineShare share, CancellationToken token = default) =>
        new(run => line.RunPartAsync(share, run, token));

    private static Held Other(RequestLine line) => new(run => line.RunAsync(run, CancellationToken.None));

    /// <summary>A request that lasts until it is ended.</summary>
    private sealed class Held
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Held(Func<Func<Task<int>>, Task> run) => Ended = run(() =>
        {
            _begun.SetResult();
            return _end.Task;
        });

        public bool HasBegun => _begun.Task.IsCompleted;

        public Task Begun => _begun.Task.WaitAsync(TimeSpan.FromMinutes(1));

        public Task Ended { get; }

        public Task EndAsync()
        {
            _end.SetResult(0);
            return Ended;
        }
    }
}
