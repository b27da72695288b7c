using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Util;

namespace S3MultipartUpload.Store;

/// <summary>
/// A body that the SDK leaves out of the signature, over http, too. It refuses to be asked for that there, but it signs UNSIGNED-PAYLOAD
/// by itself where it cannot seek in a body, and so cannot hash it. It has to seek to measure a part: so this body can be sought in until
/// the request is made, and from then on it is read once. Whoever sends the body without that signature is refused it.
/// </summary>
/// <remarks>Source: the SDK's <c>AWS4Signer.SetRequestBodyHash</c> and <c>IRequest.ComputeContentStreamHash</c>.</remarks>
internal sealed class UnhashedBody : Stream
{
    private readonly Stream _inner;
    private IDictionary<string, string>? _headers;
    private bool _isChecked;

    private UnhashedBody(Stream inner) => _inner = inner;

    public override bool CanRead => true;

    public override bool CanSeek => _headers is null;

    public override bool CanWrite => false;

    public override long Length => _inner.Length;

    public override long Position
    {
        get => _inner.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>The body for one request, which is told when it is made.</summary>
    public static UnhashedBody Of(Stream body, IAmazonWebServiceRequest request)
    {
        var unhashed = new UnhashedBody(body);
        request.AddBeforeRequestHandler((_, made) => unhashed._headers = (made as WebServiceRequestEventArgs)?.Headers);
        return unhashed;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        Check();
        return _inner.Read(buffer, offset, count);
    }

    public override int Read(Span<byte> buffer)
    {
        Check();
        return _inner.Read(buffer);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check();
        return _inner.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        CanSeek ? _inner.Seek(offset, origin) : throw new NotSupportedException("The body of a request is read once.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read-only.");

    public override void Flush()
    {
    }

    /// <summary>Where the request has no such header at all, it is anonymous, or signed in a way that knows no payload.</summary>
    private void Check()
    {
        if (_isChecked)
        {
            return;
        }

        if (_headers is null)
        {
            throw new UploadRefusedException(
                "The client reads a body without having told of its request, as clients of the AWS SDK do, so the payload cannot be " +
                $"left unsigned: without {nameof(S3MultipartUploadOptions.UnsignedPayloadOverHttp)} it is sent.");
        }

        if (_headers.TryGetValue(HeaderKeys.XAmzContentSha256Header, out string? hash) && hash != AWS4Signer.UnsignedPayload)
        {
            throw new UploadRefusedException(
                $"The client has signed the payload ({Diagnostics.Log.Shorten(hash)}), which " +
                $"{nameof(S3MultipartUploadOptions.UnsignedPayloadOverHttp)} asks it to leave out.");
        }

        _isChecked = true;
    }
}
