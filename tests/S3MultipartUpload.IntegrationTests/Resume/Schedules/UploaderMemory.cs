using Amazon.S3;
using S3MultipartUpload.Parts;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>The memory that an uploader reads streams into, and whether it is all there again. Nothing else here knows the pool.</summary>
internal sealed class UploaderMemory(long bytes) : IDisposable
{
    private readonly PartBufferPool _pool = new(bytes);

    /// <summary>How much is lent out.</summary>
    public int BlocksOut => _pool.RentedBlocks;

    /// <summary>Whether the whole budget can be had at once.</summary>
    public bool IsWhole()
    {
        ValueTask<PartBuffer> all = _pool.ReserveAsync((long)_pool.Capacity * PartBufferPool.BlockSize, CancellationToken.None);
        if (!all.IsCompletedSuccessfully)
        {
            return false;
        }

        all.Result.Dispose();
        return true;
    }

    public MultipartUploader Uploader(IAmazonS3 client, S3MultipartUploadOptions options, TimeProvider time) =>
        new(client, options, _pool, logger: null, time);

    public void Dispose() => _pool.Dispose();
}
