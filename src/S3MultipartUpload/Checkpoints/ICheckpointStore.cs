namespace S3MultipartUpload;

/// <summary>
/// Keeps the state of incomplete uploads, one checkpoint for each object. <see cref="FileCheckpointStore"/> keeps them in a folder;
/// write your own for a database or a cache that several machines share.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>
    /// Takes hold of the checkpoint of one object, whether there is one yet or not; nobody else can until it is disposed.
    /// </summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="key">The key of the object.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="CheckpointException">
    /// Another upload holds it (<see cref="CheckpointProblem.InUse"/>). What a process held that has died is free.
    /// </exception>
    ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken);

    /// <summary>
    /// Lists what is kept: which uploads a restarted application has to resume or to abort. Those that are running now are among them.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The checkpoints, in any order. They may be opened and removed while they are enumerated.</returns>
    /// <exception cref="CheckpointException">
    /// After all others: some cannot be read (<see cref="CheckpointProblem.Unusable"/>); the message says which.
    /// </exception>
    IAsyncEnumerable<CheckpointEntry> ListAsync(CancellationToken cancellationToken = default);
}
