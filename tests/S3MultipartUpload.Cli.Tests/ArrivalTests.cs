using System.Buffers.Binary;
using System.Security.Cryptography;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>What goes in arrives byte for byte at the embedded endpoint.</summary>
public sealed class ArrivalTests : CommandLineScenario
{
    private string[] Arguments(string file) =>
        ["--file", file, "--bucket", Bucket, "--key", "big", "--embedded", StoreFolder, "--create-bucket", "--quiet"];

    [Fact]
    public async Task A_file_of_1_GiB_arrives()
    {
        const long length = 1024L * MiB;
        string file = InFolder("1GiB");
        await WriteSparseAsync(file, length);
        Task<string> expected = Sha256Async(file);
        UploadManifest manifest = (await RunAsync(server: null, Arguments(file))).Manifest();
        Assert.Equal((length, 64), (manifest.Size, manifest.Parts.Count));
        Assert.Equal((length, await expected), await ReadStoredAsync("big"));
    }

    [Fact]
    public async Task A_pipe_of_300_MiB_on_standard_input_arrives()
    {
        const long length = 300L * MiB;
        using RunningCommand command = Start(server: null, Arguments("-"));
        string expected = await WritePatternAsync(command.Input, length);
        UploadManifest manifest = (await command.EndAsync()).Manifest();
        Assert.Equal((length, 19), (manifest.Size, manifest.Parts.Count));
        Assert.Equal((length, expected), await ReadStoredAsync("big"));
    }

    /// <summary>As a shell names it in a process substitution.</summary>
    [Fact]
    public async Task A_pipe_named_by_its_path_arrives()
    {
        const long length = (20L * MiB) + 1;
        using RunningCommand command = Start(server: null, Arguments("/dev/fd/0"));
        string expected = await WritePatternAsync(command.Input, length);
        Assert.Equal(length, (await command.EndAsync()).Manifest().Size);
        Assert.Equal((length, expected), await ReadStoredAsync("big"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_file_of_hardly_anything_arrives(int length)
    {
        string file = FileOf(length);
        UploadManifest manifest = (await RunAsync(server: null, Arguments(file))).Manifest();
        Assert.Equal((length, null), (manifest.Size, manifest.UploadId));
        Assert.Equal((length, await Sha256Async(file)), await ReadStoredAsync("big"));
    }

    [Fact]
    public async Task An_empty_standard_input_arrives()
    {
        UploadManifest manifest = (await RunAsync(server: null, Arguments("-"))).Manifest();
        Assert.Equal(0, manifest.Size);
        Assert.Equal((0, Convert.ToHexStringLower(SHA256.HashData([]))), await ReadStoredAsync("big"));
    }

    /// <summary>Every MiB begins with its own offset, so that no two parts are alike; the rest are holes.</summary>
    private static async Task WriteSparseAsync(string path, long length)
    {
        await using FileStream file = File.Create(path);
        file.SetLength(length);
        byte[] mark = new byte[sizeof(long)];
        for (long offset = 0; offset < length; offset += MiB)
        {
            BinaryPrimitives.WriteInt64LittleEndian(mark, ~offset);
            await RandomAccess.WriteAsync(file.SafeFileHandle, mark, offset, TestToken);
        }
    }

    /// <summary>Writes in pieces that fit no part and no buffer, each with its own number, and closes the stream.</summary>
    /// <returns>The SHA-256 of what was written.</returns>
    private static async Task<string> WritePatternAsync(Stream stream, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[777_777];
        new Random(1).NextBytes(piece);
        await using (stream)
        {
            for (long written = 0; written < length; written += piece.Length)
            {
                BinaryPrimitives.WriteInt64LittleEndian(piece, written);
                ReadOnlyMemory<byte> next = piece.AsMemory(0, (int)Math.Min(piece.Length, length - written));
                hash.AppendData(next.Span);
                await stream.WriteAsync(next, TestToken);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
