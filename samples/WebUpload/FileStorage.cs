using Microsoft.Extensions.Options;
using S3MultipartUpload;

namespace WebUpload;

/// <summary>Where files go: under keys that the server makes, for those of clients could meet each other, or lead astray.</summary>
internal sealed class FileStorage(IMultipartUploader uploader, IOptions<WebUploadOptions> options)
{
    // Whatever a file says that it is, no browser shall run it in the name of the bucket.
    private const string Disposition = "attachment";

    private readonly string _bucket = options.Value.BucketName;

    /// <summary>Stores a stream, whose length may be unknown.</summary>
    public Task<UploadManifest> StoreAsync(Stream content, long? length, string? contentType, CancellationToken cancellationToken) =>
        uploader.UploadAsync(
            new UploadRequest
            {
                BucketName = _bucket,
                Key = NewKey(),
                Source = PartSource.FromStream(content, length, leaveOpen: true),
                ContentType = contentType,
                ContentDisposition = Disposition,
            },
            cancellationToken);

    /// <summary>Opens a writer: the file is stored when it is completed, and not at all where it is disposed before.</summary>
    public Task<ObjectWriter> OpenAsync(string? contentType, CancellationToken cancellationToken) => uploader.OpenWriteAsync(
        new UploadTarget { BucketName = _bucket, Key = NewKey(), ContentType = contentType, ContentDisposition = Disposition },
        cancellationToken: cancellationToken);

    private string NewKey() => $"{options.Value.KeyPrefix}{Guid.CreateVersion7()}";
}
