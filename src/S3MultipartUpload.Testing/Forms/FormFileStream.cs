using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>
/// The file of a form, whose length nobody knows before its end; it fails where the length is not what the policy allows.
/// </summary>
internal sealed class FormFileStream(Stream section) : ReadStream
{
    private long _bytes;

    /// <summary>The fewest bytes that are allowed.</summary>
    public long Minimum { get; set; }

    /// <summary>The most bytes that are allowed.</summary>
    public long Maximum { get; set; } = S3Limits.MaximumPartSize;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await FormErrors.WellFormedAsync(async () => await section.ReadAsync(buffer, cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        _bytes += read;
        if (_bytes > Maximum)
        {
            throw S3Errors.EntityTooLarge(_bytes, Maximum);
        }

        return read == 0 && !buffer.IsEmpty && _bytes < Minimum ? throw S3Errors.EntityTooSmall(_bytes, Minimum) : read;
    }
}
