using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>
/// The body as the exchange has it when it is read: a fault that meets a form by its key puts itself in between later on.
/// </summary>
internal sealed class CurrentBodyStream(S3Exchange exchange) : ReadStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        exchange.Body.ReadAsync(buffer, cancellationToken);
}
