namespace S3MultipartUpload;

/// <summary>
/// Keeps the state of unfinished uploads, one checkpoint for each object. <see cref="FileCheckpointStore"/> keeps them in a folder;
/// write your own for a database or a cache that several machines share.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>Takes hold of the checkpoint of one object, whether there is one yet or not; nobody else can until it is disposed.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="key">The key of the object.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="CheckpointException">
    /// Another upload holds it (<see cref="CheckpointProblem.InUse"/>). What a process held that has died is free.
    /// </exception>
    ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken);
}
