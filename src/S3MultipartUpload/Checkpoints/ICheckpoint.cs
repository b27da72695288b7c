namespace S3MultipartUpload;

/// <summary>
/// The checkpoint of one object, held by one upload until it is disposed; disposing it changes nothing of what is kept. Its calls never
/// overlap. An upload waits for them, <see cref="S3MultipartUploadOptions.AbortTimeout"/> long at most where they heed their token.
/// </summary>
public interface ICheckpoint : IAsyncDisposable
{
    /// <summary>Where the checkpoint is kept, for messages: the path of a file, for instance.</summary>
    string Location { get; }

    /// <summary>Reads what was written last.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The content; null where there is none.</returns>
    ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the content. Whatever happens meanwhile, a later reading gives the old content or the new one, whole. When the call
    /// has ended, the new content survives the end of the process.
    /// </summary>
    /// <param name="content">The content, UTF-8 text; it must not be kept when the call has ended.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Removes the content, if there is any.</summary>
    /// <param name="cancellationToken">Cancels the removal.</param>
    ValueTask DeleteAsync(CancellationToken cancellationToken);
}
