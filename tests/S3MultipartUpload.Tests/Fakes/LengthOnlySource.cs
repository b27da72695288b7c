namespace S3MultipartUpload.Tests;

/// <summary>What a plan is made for: nothing of it is read.</summary>
internal sealed record LengthOnlySource(long? Length, bool IsRandomAccess) : IPartSource
{
    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Planning reads nothing.");
}
