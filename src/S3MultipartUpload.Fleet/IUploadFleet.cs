namespace S3MultipartUpload.Fleet;

/// <summary>
/// Uploads that many machines do together. What is submitted is kept in the database; the nodes, wherever they run, do the work, and go on
/// with what one of them leaves behind. Safe for use by several threads.
/// </summary>
/// <remarks>
/// An id with a control character or a lone surrogate, which no upload can have, is an <see cref="ArgumentException"/> wherever it is asked
/// for.
/// </remarks>
public interface IUploadFleet
{
    /// <summary>Submits one object, of any size.</summary>
    /// <param name="upload">Its name, and how it is stored.</param>
    /// <param name="item">Its key and source.</param>
    /// <param name="cancellationToken">Ends the submission.</param>
    /// <returns>Where it stands; where the id was submitted before, that upload as it is now, whatever it is of.</returns>
    /// <exception cref="UploadRefusedException">The upload or the object breaks a rule; nothing was submitted.</exception>
    Task<FleetStatus> SubmitAsync(FleetUpload upload, FleetItem item, CancellationToken cancellationToken = default);

    /// <summary>
    /// Submits any number of objects. They are read one after the other, and never all in memory. All are submitted when this has ended
    /// well; otherwise none.
    /// </summary>
    /// <param name="upload">Its name, and how the objects are stored.</param>
    /// <param name="items">The objects; no key twice.</param>
    /// <param name="cancellationToken">Ends the submission.</param>
    /// <returns>Where it stands; where the id was submitted before, that upload as it is now.</returns>
    /// <exception cref="UploadRefusedException">The upload or an object breaks a rule; nothing was submitted.</exception>
    Task<FleetStatus> SubmitAsync(
        FleetUpload upload, IAsyncEnumerable<FleetItem> items, CancellationToken cancellationToken = default);

    /// <summary>Submits all files of a folder, which a node looks for; the caller need not see it.</summary>
    /// <param name="upload">Its name, and how the objects are stored.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the submission.</param>
    /// <returns>Where it stands; where the id was submitted before, that upload as it is now.</returns>
    /// <exception cref="UploadRefusedException">The upload or the folder breaks a rule; nothing was submitted.</exception>
    Task<FleetStatus> SubmitAsync(FleetUpload upload, FleetFolder folder, CancellationToken cancellationToken = default);

    /// <summary>How far an upload is.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>Null where there is none of that name.</returns>
    Task<FleetStatus?> GetAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>All uploads, the newest first.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<FleetStatus> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// The status again and again, until the upload has ended (<see cref="FleetStatus.HasEnded"/>), that one too. Where the database is
    /// away, be it at the beginning, this waits for it.
    /// </summary>
    /// <param name="id">Its name.</param>
    /// <param name="interval">How long between two looks. Default: a second.</param>
    /// <param name="cancellationToken">Ends the watching; the upload goes on.</param>
    /// <exception cref="FleetException">There is no upload of that name.</exception>
    IAsyncEnumerable<FleetStatus> WatchAsync(string id, TimeSpan? interval = null, CancellationToken cancellationToken = default);

    /// <summary>The receipts of all objects that are stored, in the order of their numbers: the manifest of the whole.</summary>
    /// <param name="id">The name of the upload.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="FleetException">There is no upload of that name.</exception>
    IAsyncEnumerable<FleetObject> GetObjectsAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets no new work of an upload begin. What is on its way is finished: of files the current ones, of a large object the range. A
    /// folder that is being listed cannot be paused: it is to be listed first.
    /// </summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FleetException">There is no such upload, it is being listed or paused already, or it has ended.</exception>
    Task PauseAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Goes on with an upload that was paused.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FleetException">There is no such upload, or it is not paused.</exception>
    Task ResumeAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends an upload, or gives up one that has failed: work on its way is called back, and what the store has of incomplete objects is
    /// thrown away.
    /// </summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FleetException">There is no such upload, or it was completed or cancelled.</exception>
    Task CancelAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins again with the objects that were given up. Parts of a large one that are stored are not sent again; but where its source has
    /// changed, or the store has thrown its upload away, it is begun anew, with the source as it is now.
    /// </summary>
    /// <param name="id">The name of an upload that has failed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FleetException">There is no such upload, or it has not failed.</exception>
    Task RetryAsync(string id, CancellationToken cancellationToken = default);
}
