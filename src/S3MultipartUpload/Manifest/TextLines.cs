using System.Buffers;
using System.Runtime.CompilerServices;

namespace S3MultipartUpload.Manifest;

/// <summary>The lines of a text that may come from anywhere, and is never held whole.</summary>
internal static class TextLines
{
    private const byte LineFeed = (byte)'\n';

    /// <param name="pieces">The text.</param>
    /// <param name="longest">The most bytes of a line.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The lines, without their ends. The last one need not have one; what follows the last end, if nothing, is no line.</returns>
    /// <exception cref="InvalidUploadJsonException">A line is too long.</exception>
    public static async IAsyncEnumerable<(ReadOnlyMemory<byte> Content, bool HasEnd)> ReadAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, int longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var begun = new ArrayBufferWriter<byte>();
        await foreach (ReadOnlyMemory<byte> piece in pieces.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            ReadOnlyMemory<byte> rest = piece;
            for (int end = rest.Span.IndexOf(LineFeed); end >= 0; end = rest.Span.IndexOf(LineFeed))
            {
                Add(begun, rest[..end], longest);
                yield return (begun.WrittenMemory, true);
                begun.ResetWrittenCount();
                rest = rest[(end + 1)..];
            }

            Add(begun, rest, longest);
        }

        if (begun.WrittenCount > 0)
        {
            yield return (begun.WrittenMemory, false);
        }
    }

    /// <summary>The pieces of a stream.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesOf(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] block = new byte[64 * 1024];
        while (await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            yield return block.AsMemory(0, count);
        }
    }

    private static void Add(ArrayBufferWriter<byte> line, ReadOnlyMemory<byte> more, int longest)
    {
        if (line.WrittenCount + (long)more.Length > longest)
        {
            throw new InvalidUploadJsonException($"a line has more than {longest:N0} bytes.");
        }

        line.Write(more.Span);
    }
}
