using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace S3MultipartUpload.Testing;

/// <summary>
/// Takes the aws-chunked framing off a body: <c>size;chunk-signature=…</c> lines before each chunk, and trailing headers
/// behind the empty last one.
/// </summary>
internal sealed class AwsChunkedStream(Stream body) : ReadStream
{
    private const int MaximumLine = 8 << 10;
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 64 << 10, leaveOpen: true);
    private readonly PipeReader _reader = PipeReader.Create(body, Buffers);
    private long _remaining;
    private bool _started;
    private bool _ended;

    /// <summary>The headers behind the last chunk; complete once the stream has been read to its end.</summary>
    public Dictionary<string, string> Trailers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_remaining == 0 && !_ended)
        {
            await NextChunkAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (result.Buffer.IsEmpty)
        {
            throw S3Errors.IncompleteBody();
        }

        var taken = result.Buffer.Slice(0, Math.Min(Math.Min(buffer.Length, _remaining), result.Buffer.Length));
        taken.CopyTo(buffer.Span);
        _reader.AdvanceTo(taken.End);
        _remaining -= taken.Length;
        return (int)taken.Length;
    }

    public override async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask NextChunkAsync(CancellationToken cancellationToken)
    {
        if (_started && await ReadLineAsync(cancellationToken).ConfigureAwait(false) is not "")
        {
            throw S3Errors.IncompleteBody();
        }

        _started = true;
        var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        var size = line.Split(';', 2)[0];
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _remaining) || _remaining < 0)
        {
            throw S3Errors.InvalidRequest("The aws-chunked body has a chunk without a valid size.");
        }

        if (_remaining == 0)
        {
            await ReadTrailersAsync(cancellationToken).ConfigureAwait(false);
            _ended = true;
        }
    }

    private async ValueTask ReadTrailersAsync(CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                throw S3Errors.InvalidRequest("The aws-chunked body has a trailer that is no header.");
            }

            Trailers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
    }

    /// <summary>A line without its CR LF; the end of the body counts as an empty line, as some clients leave the last one out.</summary>
    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.ASCII.GetString(result.Buffer.Slice(0, end)).TrimEnd('\r');
                _reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line;
            }

            if (result.Buffer.Length > MaximumLine || (result.IsCompleted && !result.Buffer.IsEmpty))
            {
                throw S3Errors.IncompleteBody();
            }

            if (result.IsCompleted)
            {
                return "";
            }

            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
