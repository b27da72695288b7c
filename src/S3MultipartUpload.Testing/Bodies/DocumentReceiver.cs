using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>Reads the XML document in a request's body, whose promises hold as they do for an object.</summary>
internal static class DocumentReceiver
{
    private static readonly MemoryBlobStore Documents = new();

    public static async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(
        S3Exchange exchange, long maximumLength = S3Limits.MaximumDocumentBytes)
    {
        ReceivedBody body = await new BodyReceiver(Documents)
            .ReceiveAsync(exchange, kept: null, maximumLength).ConfigureAwait(false);
        try
        {
            byte[] bytes = new byte[body.Blob.Length];
            Stream stream = Documents.OpenRead(body.Blob, 0);
            await using (stream.ConfigureAwait(false))
            {
                await stream.ReadExactlyAsync(bytes, exchange.Aborted).ConfigureAwait(false);
            }

            return bytes;
        }
        finally
        {
            Documents.Delete(body.Blob);
        }
    }
}
