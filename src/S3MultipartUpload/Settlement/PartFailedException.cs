namespace S3MultipartUpload.Settlement;

/// <summary>Carries the number of the failed part to the conductor, which tells it the caller.</summary>
internal sealed class PartFailedException(int partNumber, Exception inner) : Exception(inner.Message, inner)
{
    public int PartNumber => partNumber;
}
