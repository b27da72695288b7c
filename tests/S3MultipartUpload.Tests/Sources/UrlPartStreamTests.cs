using System.Net.Http.Headers;

namespace S3MultipartUpload.Tests;

/// <summary>However a part of a URL is read (in large pieces or small, awaited or not), it gives the bytes or fails.</summary>
public sealed class UrlPartStreamTests : IDisposable
{
    private const int Size = 900_001;
    private const int Offset = 12_345;

    private readonly MockWeb _web = new(Samples.Bytes(Size));

    public void Dispose() => _web.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task It_gives_the_bytes_of_the_part(int seed)
    {
        var random = new Random(seed);
        int[] sizes = [1, 100, 4_096, 65_535, 65_536, 65_537, 262_144, 300_000];
        await using Stream stream = await OpenAsync(_web.Source(), new PartRange(1, Offset, Size - Offset - 17));
        for (int round = 0; round < 300; round++)
        {
            if (random.Next(5) == 0 || stream.Position == stream.Length)
            {
                stream.Position = random.Next((int)stream.Length);
            }

            int position = (int)stream.Position;
            byte[] buffer = new byte[sizes[random.Next(sizes.Length)]];
            int read = random.Next(2) == 0
                ? stream.Read(buffer)
                : await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.InRange(read, 1, Math.Min(buffer.Length, stream.Length - position));
            Assert.Equal(position + read, stream.Position);
            Assert.True(_web.Bytes.AsSpan(Offset + position, read).SequenceEqual(buffer.AsSpan(0, read)));
        }

        stream.Position = stream.Length;
        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_part_read_from_front_to_back_is_one_request_and_one_more_where_it_is_read_again()
    {
        IPartSource source = _web.Source();
        await using Stream stream = await OpenAsync(source, new PartRange(1, 0, Size));
        await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        Assert.Equal(2, _web.Requests.Count);
        Assert.All(_web.Requests, request => Assert.Contains("Accept-Encoding: identity", request, StringComparison.Ordinal));
        Assert.Contains($"Range: bytes=0-{Size - 1}", _web.Requests[1], StringComparison.Ordinal);
        Assert.Contains("If-Match: \"v1\"", _web.Requests[1], StringComparison.Ordinal);
        stream.Position = 0;
        Assert.Equal(2, _web.Requests.Count);
        Assert.Equal(_web.Bytes[0], stream.ReadByte());
        Assert.Equal(3, _web.Requests.Count);
    }

    public static TheoryData<int, bool> Lengths => new MatrixTheoryData<int, bool>([-1, -Size, 1], [true, false]);

    /// <summary>Neither is a part cut off, nor do bytes that nobody asked for pass for it.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task An_answer_with_fewer_or_more_bytes_than_it_says_is_an_error_worth_another_attempt(int difference, bool isAwaited)
    {
        IPartSource source = _web.Source();
        _web.OnAnswer = answer =>
        {
            ContentRangeHeaderValue? range = answer.Content.Headers.ContentRange;
            answer.Content = new StreamContent(new TestStream(Samples.Bytes(Size + difference), pieceSize: 100_000));
            answer.Content.Headers.ContentRange = range;
        };
        await using Stream stream = await OpenAsync(source, new PartRange(1, 0, Size));
        byte[] buffer = new byte[100_000];
        HttpIOException error = await Assert.ThrowsAsync<HttpIOException>(async () =>
        {
            while (isAwaited ? await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0 : stream.Read(buffer) > 0)
            {
            }
        });
        Assert.True(TransientS3Errors.IsTransient(error));

        // What failed goes on where it stood, with another request.
        _web.OnAnswer = _ => { };
        int position = (int)stream.Position;
        Assert.InRange(position, 0, Size - 1);
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, TestContext.Current.CancellationToken);
        Assert.Equal(_web.Bytes[position..], rest.ToArray());
    }

    [Fact]
    public async Task A_part_of_no_bytes_is_not_asked_for()
    {
        IPartSource source = _web.Source();
        await using Stream stream = await OpenAsync(source, new PartRange(1, 0, 0));
        Assert.Equal(0, stream.ReadByte() + 1);
        Assert.Single(_web.Requests);
    }

    [Fact]
    public async Task A_part_that_is_closed_asks_for_nothing_more()
    {
        Stream stream = await OpenAsync(_web.Source(), new PartRange(1, 0, Size));
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(2, _web.Requests.Count);
    }

    [Fact]
    public async Task What_is_read_without_a_token_heeds_that_of_the_attempt()
    {
        IPartSource source = _web.Source();
        using var attempt = new CancellationTokenSource();
        var stalled = new TaskCompletionSource();
        _web.OnAnswer = answer =>
        {
            ContentRangeHeaderValue? range = answer.Content.Headers.ContentRange;
            answer.Content = new StreamContent(new TestStream(_web.Bytes)
            {
                OnRead = (_, token) =>
                {
                    stalled.SetResult();
                    return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                },
            });
            answer.Content.Headers.ContentRange = range;
        };
        await using Stream stream = await source.OpenPartAsync(new PartRange(1, 0, Size), attempt.Token);
        Task<int> read = Task.Run(() => stream.ReadByte(), TestContext.Current.CancellationToken);
        await stalled.Task;
        await attempt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    private static async Task<Stream> OpenAsync(IPartSource source, PartRange range) =>
        await source.OpenPartAsync(range, TestContext.Current.CancellationToken);
}
