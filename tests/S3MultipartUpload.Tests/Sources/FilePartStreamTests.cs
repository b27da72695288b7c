namespace S3MultipartUpload.Tests;

/// <summary>However a part of a file is read, by large pieces or small, awaited or not, from wherever, it gives the file's bytes.</summary>
public sealed class FilePartStreamTests : IDisposable
{
    private const int Size = 900_001;
    private const int Offset = 12_345;

    private readonly string _path = Path.GetTempFileName();
    private readonly byte[] _bytes = Samples.Bytes(Size);

    public FilePartStreamTests() => File.WriteAllBytes(_path, _bytes);

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task It_gives_the_bytes_of_the_file(int seed)
    {
        var random = new Random(seed);
        int[] sizes = [1, 100, 4_096, 65_535, 65_536, 65_537, 262_144, 300_000];
        IPartSource source = PartSource.FromFile(_path);
        await using var end = source as IAsyncDisposable;
        var range = new PartRange(1, Offset, Size - Offset);
        await using Stream stream = await source.OpenPartAsync(range, TestContext.Current.CancellationToken);
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
            Assert.InRange(read, 1, buffer.Length);
            Assert.Equal(position + read, stream.Position);
            Assert.True(_bytes.AsSpan(Offset + position, read).SequenceEqual(buffer.AsSpan(0, read)));
        }
    }

    /// <summary>The last piece is not given where the file is another by then.</summary>
    [Theory]
    [InlineData(4_096)]
    [InlineData(262_144)]
    public async Task A_file_that_has_changed_does_not_give_its_last_piece(int size)
    {
        IPartSource source = PartSource.FromFile(_path);
        await using var end = source as IAsyncDisposable;
        await using Stream stream = await source.OpenPartAsync(new PartRange(1, 0, Size), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[size];
        await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(_path, "more", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<SourceChangedException>(async () =>
        {
            while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
            {
            }
        });
        Assert.True(stream.Position < Size);
    }
}
