using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Where a run writes down how far it is.</summary>
internal interface ICheckpointSink
{
    /// <summary>The upload has been opened.</summary>
    /// <returns>Whether the checkpoint names it now, so that it may stay open when the run fails.</returns>
    /// <exception cref="CheckpointException">It could not be written.</exception>
    Task<bool> BeginAsync(OpenUpload upload, CancellationToken cancellationToken);

    /// <summary>An earlier run has stored parts that have to be compared before anything is written.</summary>
    void Expect(EarlierParts earlier);

    /// <summary>A part was stored.</summary>
    void OnStored();

    /// <summary>Writes what has not been written yet; afterwards nothing is written in the background any more.</summary>
    /// <param name="isWhole">The source has been read to its end.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    Task CloseAsync(bool isWhole, CancellationToken cancellationToken);

    /// <summary>
    /// The upload has ended and needs no checkpoint any more. It is no error if it stays: whoever resumes by it is told how that ended.
    /// </summary>
    /// <param name="cancellationToken">Ends the deleting.</param>
    Task DeleteAsync(CancellationToken cancellationToken);
}
