namespace S3MultipartUpload;

/// <summary>
/// Keeps the journals of folders that are being uploaded: which files are stored. <see cref="FileCheckpointStore"/> is one, too. Without a
/// journal, a folder that is uploaded again is sent again, but for the parts of those files that have a checkpoint.
/// </summary>
public interface IJournalStore
{
    /// <summary>Takes hold of a journal, whether there is one yet or not; nobody else can until it is disposed.</summary>
    /// <param name="name">Which one. The same name means the same journal.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="CheckpointException">
    /// Another upload holds it (<see cref="CheckpointProblem.InUse"/>). What a process held that has died is free.
    /// </exception>
    ValueTask<IJournal> OpenJournalAsync(string name, CancellationToken cancellationToken);
}
