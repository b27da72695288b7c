using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What becomes of an object that is written to like a stream, whatever the store.</summary>
public abstract class WriterBehaviour
{
    private const int MiB = 1024 * 1024;

    private readonly IStore _store;

    protected WriterBehaviour(IStore store)
    {
        _store = store;
        Assert.SkipWhen(store.SkipReason is not null, store.SkipReason ?? "");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5 * MiB)]
    [InlineData((5 * MiB) + 1)]
    [InlineData((17 * MiB) + 3)]
    public async Task Whatever_is_written_arrives_byte_for_byte(int length)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        await using ObjectWriter writer = await OpenAsync("written.bin");
        for (int written = 0; written < length; written += 1_000_003)
        {
            int count = Math.Min(1_000_003, length - written);
            writer.Write(bytes.AsSpan(written, count / 2));
            await writer.WriteAsync(bytes.AsMemory(written + (count / 2), count - (count / 2)));
        }

        UploadManifest manifest = await CompleteAsync(writer, length);
        Assert.Equal(length > 5 * MiB, manifest.UploadId is not null);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await ReadAsync("written.bin")));
        Assert.Equal(VerificationOutcome.Proven, (await Uploader().VerifyAsync(manifest, new VerifyOptions { Deep = true })).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_zip_archive_can_be_read_again(bool isSynchronous)
    {
        byte[][] contents = [RandomNumberGenerator.GetBytes(9 * MiB), [], new byte[MiB]];
        await using ObjectWriter writer = await OpenAsync("photos.zip");
        var zip = new ZipArchive(writer, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((int i, byte[] content) in contents.Index())
        {
            await using Stream entry = zip.CreateEntry($"{i}.bin").Open();
            if (isSynchronous)
            {
                entry.Write(content);
            }
            else
            {
                await entry.WriteAsync(content);
            }
        }

        if (isSynchronous)
        {
            zip.Dispose();
        }
        else
        {
            await zip.DisposeAsync();
        }

        await writer.CompleteAsync();
        using var stored = new ZipArchive(new MemoryStream(await ReadAsync("photos.zip")));
        Assert.Equal(contents.Length, stored.Entries.Count);
        foreach ((int i, byte[] content) in contents.Index())
        {
            using var copy = new MemoryStream();
            await using Stream entry = stored.Entries[i].Open();
            await entry.CopyToAsync(copy);
            Assert.Equal(content, copy.ToArray());
        }
    }

    [Fact]
    public async Task What_is_compressed_can_be_read_again()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(12 * MiB);
        await using ObjectWriter writer = await OpenAsync("log.gz");
        await using (var gzip = new GZipStream(writer, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(bytes);
        }

        await writer.CompleteAsync();
        await using var stored = new GZipStream(new MemoryStream(await ReadAsync("log.gz")), CompressionMode.Decompress);
        using var copy = new MemoryStream();
        await stored.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Fact]
    public async Task Lines_of_text_arrive_as_they_were_written()
    {
        const int Count = 300_000;
        await using ObjectWriter writer = await OpenAsync("rows.csv");
        await using (var text = new StreamWriter(writer, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
        {
            for (int row = 0; row < Count; row++)
            {
                await text.WriteLineAsync(RowOf(row));
            }
        }

        await writer.CompleteAsync();
        Assert.Equal(
            Enumerable.Range(0, Count).Select(RowOf),
            Encoding.UTF8.GetString(await ReadAsync("rows.csv")).TrimEnd('\n').Split('\n'));
        Assert.Equal("text/csv", (await _store.Client.GetObjectMetadataAsync(_store.Bucket, "rows.csv")).Headers.ContentType);
    }

    [Fact]
    public async Task What_a_pipe_carries_arrives_byte_for_byte()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes((11 * MiB) + 7);
        await using ObjectWriter writer = await OpenAsync("piped.bin");
        await PipeReader.Create(new MemoryStream(bytes)).CopyToAsync(writer.Pipe);
        Memory<byte> room = writer.Pipe.GetMemory(3);
        bytes.AsSpan(0, 3).CopyTo(room.Span);
        writer.Pipe.Advance(3);
        await CompleteAsync(writer, bytes.Length + 3);
        Assert.Equal((byte[])[.. bytes, .. bytes[..3]], await ReadAsync("piped.bin"));
    }

    [Fact]
    public async Task What_a_process_prints_arrives_byte_for_byte()
    {
        // 12 MB, as pg_dump prints them.
        string command = OperatingSystem.IsWindows()
            ? "for /L %i in (1,1,200000) do @echo INSERT INTO t VALUES (%i, 'abcdefghijklmnopqrstuvwxyz');"
            : "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); echo \"INSERT INTO t VALUES ($i, 'abcdefghijklmnopqrstuvwxyz');\"; done";
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd", ["/c", command]) : new("sh", ["-c", command]);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("It did not start.");
        await using ObjectWriter writer = await OpenAsync("dump.sql");
        await process.StandardOutput.BaseStream.CopyToAsync(writer);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        await writer.CompleteAsync();
        string[] lines = Encoding.ASCII.GetString(await ReadAsync("dump.sql")).TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(200_000, lines.Length);
        Assert.All(lines.Index(), line => Assert.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"INSERT INTO t VALUES ({line.Index + 1},"), line.Item, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(17 * MiB)]
    public async Task What_is_not_completed_leaves_nothing_behind(int length)
    {
        string key = $"half-{length}.zip";
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await using ObjectWriter writer = await OpenAsync(key);
            using var zip = new ZipArchive(writer, ZipArchiveMode.Create, leaveOpen: true);
            await using Stream entry = zip.CreateEntry("a.bin", CompressionLevel.NoCompression).Open();
            await entry.WriteAsync(RandomNumberGenerator.GetBytes(length));
            throw new FormatException("The rest cannot be written.");
        });
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => _store.Client.GetObjectMetadataAsync(_store.Bucket, key));
        ListMultipartUploadsResponse open = await _store.Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = _store.Bucket, Prefix = key });
        Assert.Empty(open.MultipartUploads ?? []);
    }

    private static string RowOf(int row) => string.Create(CultureInfo.InvariantCulture, $"{row};Überschrift {row * 7};{row % 13}");

    private MultipartUploader Uploader() => new(_store.Client, new S3MultipartUploadOptions { Profile = _store.Profiles[0] });

    private Task<ObjectWriter> OpenAsync(string key) =>
        Uploader().OpenWriteAsync(new UploadTarget { BucketName = _store.Bucket, Key = key }, partSize: 5 * MiB);

    private static async Task<UploadManifest> CompleteAsync(ObjectWriter writer, long length)
    {
        UploadManifest manifest = await writer.CompleteAsync();
        Assert.Equal((length, true), (manifest.Size, manifest.IsComplete));
        Assert.Equal(length, manifest.Parts.Sum(part => part.Size));
        return manifest;
    }

    private async Task<byte[]> ReadAsync(string key)
    {
        using GetObjectResponse stored = await _store.Client.GetObjectAsync(_store.Bucket, key);
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
