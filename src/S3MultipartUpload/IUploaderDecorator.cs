namespace S3MultipartUpload;

/// <summary>
/// An uploader that does something of its own around another one, such as counting, and hands the work on. Implement it rather than
/// <see cref="IMultipartUploader"/> alone, so that uploads of folders and of many objects have the options, the clock and the log of the
/// uploader inside, and <see cref="DirectoryUpload.Skip"/> can ask its store.
/// </summary>
public interface IUploaderDecorator : IMultipartUploader
{
    /// <summary>The uploader inside.</summary>
    IMultipartUploader Inner { get; }
}
