using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>
/// Takes the aws-chunked framing off a body: <c>size;chunk-signature=…</c> lines before each chunk, and trailing headers
/// behind the empty last one. It ends where the request said it would, or it is refused.
/// </summary>
internal sealed class AwsChunkedStream(Stream body, long length, IChunkSignatures? signatures) : ReadStream
{
    private const int MaximumLine = 8 << 10;
    private const int MaximumTrailers = 16;

    /// <summary>Of a chunk that is not the last (API reference, "Transferring payload in multiple chunks").</summary>
    private const int MinimumChunk = 8 << 10;

    private const string SignatureMark = ";chunk-signature=";
    private const string TrailerSignature = "x-amz-trailer-signature";
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 64 << 10, leaveOpen: true);
    private readonly PipeReader _reader = PipeReader.Create(body, Buffers);
    private long _unsent = length;
    private int _chunks;
    private long _former = long.MaxValue;
    private long _remaining;
    private string? _signature;
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

        ReadResult result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (result.Buffer.IsEmpty)
        {
            throw S3Errors.IncompleteBody();
        }

        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, Math.Min(Math.Min(buffer.Length, _remaining), result.Buffer.Length));
        taken.CopyTo(buffer.Span);
        signatures?.Append(buffer.Span[..(int)taken.Length]);
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
        if (_started)
        {
            if (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is not "")
            {
                throw S3Errors.IncompleteBody();
            }

            signatures?.EndChunk(_signature);
        }

        _started = true;
        string[] line = (await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Split(SignatureMark, 2);
        _signature = line.Length == 2 ? line[1] : null;
        if (!long.TryParse(line[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _remaining) || _remaining < 0)
        {
            throw S3Errors.InvalidRequest("The aws-chunked body has a chunk without a valid size.");
        }

        if (_remaining == 0)
        {
            signatures?.EndChunk(_signature);
            await ReadTrailersAsync(cancellationToken).ConfigureAwait(false);
            await CheckEndAsync(cancellationToken).ConfigureAwait(false);
            _ended = true;
        }
        else if (_remaining > _unsent)
        {
            throw S3Errors.IncompleteBody();
        }
        else if (_former < MinimumChunk)
        {
            throw S3Errors.InvalidChunkSize(_chunks + 1, _former);
        }

        _chunks++;
        _former = _remaining;
        _unsent -= _remaining;
    }

    /// <summary>Nothing follows the trailers.</summary>
    private async ValueTask CheckEndAsync(CancellationToken cancellationToken)
    {
        ReadResult result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Buffer.IsEmpty)
        {
            throw S3Errors.IncompleteBody();
        }

        _reader.AdvanceTo(result.Buffer.End);
    }

    private async ValueTask ReadTrailersAsync(CancellationToken cancellationToken)
    {
        var signed = new StringBuilder();
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                throw S3Errors.MalformedTrailer();
            }

            (string? name, string? value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (!Trailers.TryAdd(name, value) || Trailers.Count > MaximumTrailers)
            {
                throw S3Errors.MalformedTrailer();
            }

            if (!name.Equals(TrailerSignature, StringComparison.OrdinalIgnoreCase))
            {
                signed.Append(name.ToLowerInvariant()).Append(':').Append(value).Append('\n');
            }
        }

        if (signed.Length > 0)
        {
            signatures?.EndTrailers(signed.ToString(), Trailers.GetValueOrDefault(TrailerSignature));
        }
    }

    /// <summary>A line without its CR LF; the end of the body counts as an empty line, as some clients leave the last one out.</summary>
    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.ASCII.GetString(result.Buffer.Slice(0, end)).TrimEnd('\r');
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
