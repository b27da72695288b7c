using System.Net;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>A request body of any length that is never in memory.</summary>
internal sealed class RepeatedContent(byte[] block, long length) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (long sent = 0L; sent < length; sent += block.Length)
        {
            await stream.WriteAsync(block);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
