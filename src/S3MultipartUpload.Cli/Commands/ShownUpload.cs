using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>An upload that is seen on the screen while it runs.</summary>
internal sealed class ShownUpload(StoreConnection store, S3MultipartUploadOptions options, IScreen screen)
{
    /// <param name="requestWith">Makes the request, with who is told of its progress.</param>
    /// <param name="mustResume">Whether there must be an incomplete upload to resume.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    public async Task<UploadManifest> StoreAsync(
        Func<IProgress<UploadProgress>?, UploadRequest> requestWith, bool mustResume, CancellationToken cancellationToken)
    {
        MultipartUploader uploader = store.Uploader(options);
        UploadRequest request = requestWith(null);
        string name = $"{request.BucketName}/{request.Key}";
        UploadManifest manifest = await screen.FollowAsync(name, request.Source.Length is not null, progress => mustResume
            ? uploader.ResumeAsync(requestWith(progress), cancellationToken)
            : uploader.UploadAsync(requestWith(progress), cancellationToken));
        string resumed = manifest.PartsResumed == 0 ? "" : $", {manifest.PartsResumed} of {manifest.Parts.Count} parts being there already";
        screen.Say($"Stored {name}: {Amount.Bytes(manifest.Size)} in {Amount.Seconds(manifest.Duration)}{resumed}.");
        return manifest;
    }
}
