using S3MultipartUpload;
using UploadCli.Screens;
using UploadCli.Stores;

namespace UploadCli.Commands;

/// <summary>An upload that is seen on the screen while it runs.</summary>
internal sealed class ShownUpload(Store store, S3MultipartUploadOptions options, IScreen screen)
{
    public async Task<UploadManifest> StoreAsync(
        string bucket, string key, IPartSource source, long? partSize, bool ifNoneMatch, CancellationToken cancellationToken)
    {
        var uploader = new MultipartUploader(store.Client, options, new UploadLog(screen));
        string name = $"{bucket}/{key}";
        UploadManifest manifest = await screen.FollowAsync(name, source.Length, progress => uploader.UploadAsync(
            new UploadRequest
            {
                BucketName = bucket,
                Key = key,
                Source = source,
                PartSize = partSize,
                IfNoneMatch = ifNoneMatch,
                Progress = progress,
            },
            cancellationToken));
        screen.Say($"Stored {name}: {Amount.Bytes(manifest.Size)} in {Amount.Seconds(manifest.Duration)}.");
        return manifest;
    }
}
