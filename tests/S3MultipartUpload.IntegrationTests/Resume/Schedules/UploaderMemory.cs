using Amazon.S3;
using S3MultipartUpload.Line;
using S3MultipartUpload.Parts;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>The memory that an uploader reads streams into, and whether it is all there again. Nothing else here knows the pool.</summary>
internal sealed class UploaderMemory : IDisposable
{
    private readonly long _bytes;
    private readonly PartBufferPool _pool;
    private readonly PartBudget _budget;

    public UploaderMemory(long bytes, int maxConcurrentParts)
    {
        _bytes = bytes;
        _pool = new PartBufferPool(bytes);
        _budget = new PartBudget(_pool, new RequestLine(UploadConcurrency.Fixed(maxConcurrentParts), most: 256, TimeProvider.System));
    }

    /// <summary>How much is lent out.</summary>
    public long BytesOut => _pool.RentedBytes;

    /// <summary>Whether a part as large as the whole budget can begin at once: no part that is still open holds any of it.</summary>
    public bool IsWhole()
    {
        using PartBuffer all = _pool.Open(_bytes);
        return all.GrowAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully;
    }

    public MultipartUploader Uploader(IAmazonS3 client, S3MultipartUploadOptions options, TimeProvider time) =>
        new(client, options, _budget, logger: null, time);

    public void Dispose() => _budget.Dispose();
}
