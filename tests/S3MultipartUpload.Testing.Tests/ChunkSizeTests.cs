using System.Globalization;
using System.Text;
using CsCheck;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Tests;

public sealed class ChunkSizeTests
{
    private const int Minimum = 8192;

    private static readonly Gen<List<int>> Sizes =
        Gen.OneOf(Gen.Int[1, Minimum - 1], Gen.Int[Minimum, 20_000], Gen.Const(Minimum)).List[1, 5];

    [Fact]
    public void Chunks_have_8_kib_at_least_but_the_last() =>
        Gen.Select(Sizes, Gen.Bool).Sample(async (sizes, signed) =>
        {
            bool taken = sizes.SkipLast(1).All(size => size >= Minimum);

            Assert.Equal(taken ? null : "InvalidChunkSizeError", await RefusalAsync(sizes, signed));
        });

    private static async Task<string?> RefusalAsync(List<int> sizes, bool signed)
    {
        var body = new StringBuilder();
        foreach (int size in sizes)
        {
            body.Append(CultureInfo.InvariantCulture, $"{size:x};chunk-signature=00\r\n").Append('a', size).Append("\r\n");
        }

        var wire = new MemoryStream(Encoding.ASCII.GetBytes(body.Append("0;chunk-signature=00\r\n\r\n").ToString()));
        await using var chunks = new AwsChunkedStream(wire, sizes.Sum(), signed ? new AnySignature() : null);
        using var read = new MemoryStream();
        try
        {
            await chunks.CopyToAsync(read);
            Assert.Equal(sizes.Sum(), read.Length);
            return null;
        }
        catch (S3ErrorException error)
        {
            return error.Code;
        }
    }

    private sealed class AnySignature : IChunkSignatures
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
        }

        public void EndChunk(string? signature)
        {
        }

        public void EndTrailers(string trailers, string? signature)
        {
        }
    }
}
