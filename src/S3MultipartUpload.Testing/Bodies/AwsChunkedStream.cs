using System.Globalization;
using System.Text;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>
/// Takes the aws-chunked framing off a body: <c>size;chunk-signature=…</c> lines before each chunk, and trailing headers
/// behind the empty last one. It ends where the request said it would, or it is refused. Chunks are read to where the reader wants them,
/// but for their first bytes, which may have come with the line before them.
/// </summary>
internal sealed class AwsChunkedStream(Stream body, long length, IChunkSignatures? signatures) : ReadStream
{
    private const int MaximumLine = 1 << 10;
    private const int MaximumTrailers = 16;

    /// <summary>Of a chunk that is not the last (API reference, "Transferring payload in multiple chunks").</summary>
    private const int MinimumChunk = 8 << 10;

    private const string SignatureMark = ";chunk-signature=";
    private const string TrailerSignature = "x-amz-trailer-signature";
    private readonly byte[] _buffer = new byte[MaximumLine];
    private Memory<byte> _ahead;
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

        Memory<byte> wanted = buffer[..(int)Math.Min(buffer.Length, _remaining)];
        int read = _ahead.IsEmpty ? await body.ReadAsync(wanted, cancellationToken).ConfigureAwait(false) : TakeAhead(wanted);
        if (read == 0)
        {
            throw S3Errors.IncompleteBody();
        }

        signatures?.Append(wanted.Span[..read]);
        _remaining -= read;
        return read;
    }

    private int TakeAhead(Memory<byte> wanted)
    {
        int count = Math.Min(wanted.Length, _ahead.Length);
        _ahead[..count].CopyTo(wanted);
        _ahead = _ahead[count..];
        return count;
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
        if (!_ahead.IsEmpty || await ReadAheadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw S3Errors.IncompleteBody();
        }
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
        int end;
        while ((end = _ahead.Span.IndexOf((byte)'\n')) < 0)
        {
            if (!await ReadAheadAsync(cancellationToken).ConfigureAwait(false))
            {
                return _ahead.IsEmpty ? "" : throw S3Errors.IncompleteBody();
            }
        }

        string line = Encoding.ASCII.GetString(_ahead.Span[..end]).TrimEnd('\r');
        _ahead = _ahead[(end + 1)..];
        return line;
    }

    /// <returns>False at the end of the body.</returns>
    private async ValueTask<bool> ReadAheadAsync(CancellationToken cancellationToken)
    {
        if (_ahead.Length == MaximumLine)
        {
            throw S3Errors.IncompleteBody();
        }

        int kept = _ahead.Length;
        _ahead.CopyTo(_buffer);
        int read = await body.ReadAsync(_buffer.AsMemory(kept), cancellationToken).ConfigureAwait(false);
        _ahead = _buffer.AsMemory(0, kept + read);
        return read > 0;
    }
}
