using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Nothing is written down.</summary>
internal sealed class NoCheckpoint : ICheckpointSink
{
    public Task<bool> BeginAsync(OpenUpload upload, CancellationToken cancellationToken) => Task.FromResult(false);

    public void Expect(EarlierParts earlier)
    {
    }

    public void OnStored()
    {
    }

    public Task CloseAsync(bool isWhole, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DeleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
